import {
  failureOf,
  forEachParent,
  IncompleteDataError,
  type Parent,
  parentsOf,
  type Resource,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStepContext } from '../config';
import type { Member } from './people';
import { TEAM_ENTITY } from './teams';

/** @see https://docs.sentry.io/api/teams/list-a-teams-members/ */
export interface TeamMember extends Member {
  /** `contributor` or `admin`. `null`: the role in the organization decides. */
  teamRole?: string | null;
  /** The same for all members of a list. Old servers do not have it. */
  teamSlug?: string | null;
}

export const TEAM_MEMBERS = {
  name: 'team members',
  endpoint: '/teams/{organization}/{team}/members/',
  permission: 'the scope team:read',
} satisfies Resource;

export interface TeamToRead extends Parent {
  slug?: string;
}

type Add = (team: TeamToRead, member: TeamMember) => Promise<void>;

/** Whose members the list has: the team's own, or another team's. An empty list does not show it. */
type Listed = 'own' | 'none' | 'others';

/**
 * Requests teams by id, because a slug can change during a run. Self-hosted servers before 2024 find teams only by slug, and the
 * id of one team can be the slug of another team.
 */
export async function readTeamMembers(context: SentryStepContext, add: Add): Promise<void> {
  const { client } = context.executionConfig;
  const teams = (await parentsOf(context.jobState, TEAM_ENTITY, 'slug')) as TeamToRead[];
  const slugs = new Set(teams.map(({ slug }) => slug));
  const isOthersSlug = ({ id, slug }: TeamToRead) => slugs.has(id) && slug !== id;
  /** Whether this server finds teams by id. */
  let findsIds: boolean | undefined;

  async function readList(team: TeamToRead, idOrSlug: string, isOwn: (member: TeamMember) => boolean): Promise<Listed> {
    let listed: Listed = 'none';
    const path = pathTo`/teams/{organization}/${idOrSlug}/members/`;
    for await (const member of client.list<TeamMember>(path)) {
      if (listed === 'none' && !isOwn(member)) return 'others';
      listed = 'own';
      await add(team, member);
    }
    return listed;
  }

  /** @returns undefined if Sentry does not find the id */
  async function readById(team: TeamToRead): Promise<Listed | undefined> {
    const isOwn = ({ teamSlug }: TeamMember) =>
      teamSlug ? teamSlug === team.slug || teamSlug !== team.id : findsIds || !isOthersSlug(team);
    try {
      return await readList(team, team.id, isOwn);
    } catch (error) {
      if (findsIds || !team.slug || !isMissing(error)) throw error;
      return undefined;
    }
  }

  async function read(team: TeamToRead) {
    const byId = findsIds === false ? undefined : await readById(team);
    if (byId === 'own' || (byId === 'none' && (findsIds || !isOthersSlug(team)))) {
      if (team.slug !== team.id) findsIds = true;
      return;
    }
    const slug = team.slug ?? team.id;
    const bySlug = await readList(team, slug, ({ teamSlug }) => !teamSlug || teamSlug === slug);
    if (bySlug === 'others' && byId !== 'none') {
      throw new IncompleteDataError(`For the team ${slug}, Sentry answered with the members of another team.`);
    }
    if (team.slug !== team.id && (bySlug === 'own' || byId !== 'none')) findsIds ??= false;
  }

  await forEachParent(context, { resource: TEAM_MEMBERS, parents: teams }, read);
}

const isMissing = (error: unknown) => ['missing', 'unrouted'].includes(failureOf(error));
