import { addEdge, forEachParent, parentsOf, type Resource } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';
import type { Reference } from '../references';
import { addFromUsersList, TEAM_HAS_USER, teamRolesSource } from './team-members';
import { TEAM_ENTITY, teamsStep } from './teams';
import { userKey, usersStep } from './users';

export interface TeamMember {
  user?: Reference | null;
  /** `manager`, `responder` or `observer`. */
  role?: string | null;
}

const TEAM_ROLES = {
  name: 'team roles',
  endpoint: '/teams/{team}/members',
  permission: 'reading teams',
  presence: 'optional',
} satisfies Resource;

/** If the request for a team fails, the list of users still gives the members, without roles. */
export const teamRolesStep: PagerDutyStep = {
  id: 'fetch-team-roles',
  name: 'Fetch who is in which team, and in which role',
  entities: [],
  relationships: [TEAM_HAS_USER],
  dependsOn: [teamsStep.id, usersStep.id],
  source: teamRolesSource,
  reads: [TEAM_ROLES],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const teams = await parentsOf(jobState, TEAM_ENTITY);
    const unread = new Set(teams);
    try {
      await forEachParent(context, { resource: TEAM_ROLES, parents: teams }, async (team) => {
        const path = pathTo`/teams/${team.id}/members`;
        for await (const { user, role } of executionConfig.client.list<TeamMember>({
          path,
          key: 'members',
          areEntries: true,
        })) {
          if (!user?.id) continue;
          await addEdge(jobState, TEAM_HAS_USER, team._key, userKey(user.id), { role: role ?? undefined });
        }
        unread.delete(team);
      });
    } finally {
      await addFromUsersList(jobState, unread);
    }
  },
};
