import { RelationshipClass, type JobState, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, forEachParent, isEnabled, kept, parentsOf, type Parent } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { SOURCES, type PagerDutyStep } from '../config';
import type { Links } from '../links';
import type { Reference } from '../references';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';
import { TEAMS_OF_USERS, USER_ENTITY, userKey, usersStep } from './users';

export interface TeamMember {
  user?: Reference | null;
  /** `manager`, `responder` or `observer`. */
  role?: string | null;
}

// (pagerduty_team)-[HAS]->(pagerduty_user)
export const TEAM_HAS_USER = {
  _type: 'pagerduty_team_has_user',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: USER_ENTITY._type,
} satisfies StepRelationshipMetadata;

/**
 * Who is in which team. Each team's own list tells the roles too, for a request per team. Where it is not asked for, or
 * cannot be had, the users' list, which was read anyway, tells the membership alone.
 */
export const teamMembersStep: PagerDutyStep = {
  id: 'fetch-team-members',
  name: 'Fetch team members',
  entities: [],
  relationships: [TEAM_HAS_USER],
  dependsOn: [teamsStep.id, usersStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const teams = await parentsOf(jobState, TEAM_ENTITY);
    const unread = new Set(teams);
    const resource = { name: 'team roles', permission: 'reading teams', optional: true };
    const parents = isEnabled(context, SOURCES, 'ingestTeamRoles') ? teams : [];
    try {
      await forEachParent(context, { resource, parents, nameOf: ({ name }) => name }, async (team) => {
        const path = pathTo`/teams/${team.id}/members`;
        for await (const { user, role } of executionConfig.client.list<TeamMember>({ path, key: 'members' })) {
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

async function addFromUsersList(jobState: JobState, unread: ReadonlySet<Parent>): Promise<void> {
  if (unread.size === 0) return;
  const keys = new Set([...unread].map(({ _key }) => _key));
  for (const [user, teams] of await kept<Links>(jobState, TEAMS_OF_USERS)) {
    for (const team of teams.map(teamKey)) {
      if (keys.has(team)) await addEdge(jobState, TEAM_HAS_USER, team, user);
    }
  }
}
