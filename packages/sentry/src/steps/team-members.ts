import type { Entity } from '@jupiterone/integration-sdk-core';
import { forEachParent, type Parent } from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import type { SentryStepContext } from '../config';
import type { Member } from './people';
import { TEAM_ENTITY } from './teams';

/** The part of https://docs.sentry.io/api/teams/list-a-teams-members/ that is read. */
export interface TeamMember extends Member {
  /** `contributor` or `admin`; null where the role in the organization says it. */
  teamRole?: string | null;
}

export interface TeamToRead extends Parent {
  slug?: string;
}

/**
 * Reads who is in each team, for a request per team. Teams are named by id, because a slug may change in the meantime.
 * Servers of one's own from before 2024 know them by slug only.
 */
export async function readTeamMembers(
  context: SentryStepContext,
  add: (team: TeamToRead, member: TeamMember) => Promise<void>,
): Promise<void> {
  const { client } = context.executionConfig;
  let knowsIds: boolean | undefined;

  async function readAs(team: TeamToRead, identity: string) {
    const path = `/teams/{organization}/${encodeURIComponent(identity)}/members/`;
    for await (const member of client.list<TeamMember>(path)) await add(team, member);
  }

  async function read(team: TeamToRead) {
    if (knowsIds !== false) {
      try {
        await readAs(team, team.id);
        knowsIds = true;
        return;
      } catch (error) {
        if (knowsIds || !team.slug || !isMissing(error)) throw error;
      }
    }
    await readAs(team, team.slug ?? team.id);
    knowsIds ??= false;
  }

  const resource = { name: 'team members', permission: 'the scope team:read' };
  await forEachParent(context, { resource, parents: await teamsOf(context), nameOf: ({ name }) => name }, read);
}

const isMissing = (error: unknown) => error instanceof HttpError && error.status === 404;

async function teamsOf({ jobState }: SentryStepContext): Promise<TeamToRead[]> {
  const teams: TeamToRead[] = [];
  await jobState.iterateEntities<Entity & TeamToRead>({ _type: TEAM_ENTITY._type }, ({ id, slug, name, _key }) => {
    teams.push({ id, slug, name, _key });
  });
  return teams.sort((a, b) => (a.id < b.id ? -1 : 1));
}
