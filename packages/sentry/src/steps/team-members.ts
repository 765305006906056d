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
  /** `contributor` or `admin`; null: the role in the organization decides. */
  teamRole?: string | null;
  /** The same in the whole list. Old servers lack it. */
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

/** Whose members an answer has. An empty list does not tell. Those of another team are not added. */
type Came = 'theirs' | 'none' | 'others';

/**
 * Asks for teams by id, because a slug can change during a run. Self-hosted servers before 2024 find teams by slug only,
 * and the id of one team can be the slug of another.
 */
export async function readTeamMembers(context: SentryStepContext, add: Add): Promise<void> {
  const { client } = context.executionConfig;
  const teams = (await parentsOf(context.jobState, TEAM_ENTITY, 'slug')) as TeamToRead[];
  const slugs = new Set(teams.map(({ slug }) => slug));
  const isOthersSlug = ({ id, slug }: TeamToRead) => slugs.has(id) && slug !== id;
  let knowsIds: boolean | undefined;

  async function readAs(team: TeamToRead, identity: string, isProven: (member: TeamMember) => boolean): Promise<Came> {
    let came: Came = 'none';
    const path = pathTo`/teams/{organization}/${identity}/members/`;
    for await (const member of client.list<TeamMember>(path)) {
      if (came === 'none' && !isProven(member)) return 'others';
      came = 'theirs';
      await add(team, member);
    }
    return came;
  }

  /** `undefined`: Sentry does not know the id. */
  async function readById(team: TeamToRead): Promise<Came | undefined> {
    const isProven = ({ teamSlug }: TeamMember) =>
      teamSlug ? teamSlug === team.slug || teamSlug !== team.id : knowsIds || !isOthersSlug(team);
    try {
      return await readAs(team, team.id, isProven);
    } catch (error) {
      if (knowsIds || !team.slug || !isMissing(error)) throw error;
      return undefined;
    }
  }

  async function read(team: TeamToRead) {
    const byId = knowsIds === false ? undefined : await readById(team);
    if (byId === 'theirs' || (byId === 'none' && (knowsIds || !isOthersSlug(team)))) {
      if (team.slug !== team.id) knowsIds = true;
      return;
    }
    const slug = team.slug ?? team.id;
    const bySlug = await readAs(team, slug, ({ teamSlug }) => !teamSlug || teamSlug === slug);
    if (bySlug === 'others' && byId !== 'none') {
      throw new IncompleteDataError(`Sentry answered with another team's members for the team ${slug}.`);
    }
    if (team.slug !== team.id && (bySlug === 'theirs' || byId !== 'none')) knowsIds ??= false;
  }

  await forEachParent(context, { resource: TEAM_MEMBERS, parents: teams }, read);
}

const isMissing = (error: unknown) => ['missing', 'unrouted'].includes(failureOf(error));
