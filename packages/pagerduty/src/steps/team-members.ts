import { RelationshipClass, type JobState, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  isEnabled,
  kept,
  type Parent,
  parentsOf,
  schemaOf,
  type Source,
} from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';
import { TEAMS_OF_USERS, USER_ENTITY, usersStep } from './users';

export const TEAM_HAS_USER = {
  _type: 'pagerduty_team_has_user',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: USER_ENTITY._type,
  schema: schemaOf({
    role: ['string', 'The role in the team: `manager`, `responder` or `observer`.'],
  }),
} satisfies StepRelationshipMetadata;

export const teamRolesSource: Source = {
  id: 'ingestTeamRoles',
  title: 'Team roles',
  description: 'The roles of people in each team. Without this source, only the membership is known.',
  onByDefault: true,
  requests: '1 for each team',
};

/** Without the source of the roles, the list of users has the members. So this step sends no request. */
export const teamMembersStep: PagerDutyStep = {
  id: 'build-team-members',
  name: 'Build who is in which team',
  entities: [],
  relationships: [TEAM_HAS_USER],
  dependsOn: [teamsStep.id, usersStep.id],
  async executionHandler(context) {
    if (isEnabled(context, teamRolesSource)) return;
    await addFromUsersList(context.jobState, await parentsOf(context.jobState, TEAM_ENTITY));
  },
};

export async function addFromUsersList(jobState: JobState, teams: Iterable<Parent>): Promise<void> {
  const keys = new Set([...teams].map(({ _key }) => _key));
  if (keys.size === 0) return;
  for (const [user, teamIds] of await kept<Links>(jobState, TEAMS_OF_USERS)) {
    for (const team of teamIds.map(teamKey)) {
      if (keys.has(team)) await addEdge(jobState, TEAM_HAS_USER, team, user);
    }
  }
}
