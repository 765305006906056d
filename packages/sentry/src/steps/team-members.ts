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

/** The part of https://docs.sentry.io/api/teams/list-a-teams-members/ that is read. */
export interface TeamMember extends Member {
  /** `contributor` or `admin`; null where the role in the organization says it. */
  teamRole?: string | null;
  /** The same for all of a list. Old servers do not tell it. */
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

/**
 * What came of asking for a team's members: theirs; an empty list, which does not show whose it is; or those of another
 * team, none of which was added.
 */
type Came = 'theirs' | 'none' | 'others';

/**
 * Reads who is in each team, for a request per team. Teams are named by id, because a slug may change in the meantime.
 * Servers of one's own from before 2024 know them by slug only, and slugs could be digits: there, the id of one team may
 * be the slug of another.
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

  /** Undefined where Sentry knows no such id. */
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
