import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, kept } from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { SCHEDULE_ENTITY, schedulesStep, TEAMS_OF_SCHEDULES } from './schedules';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

export const TEAM_HAS_SCHEDULE = {
  _type: 'pagerduty_team_has_schedule',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: SCHEDULE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const teamSchedulesStep: PagerDutyStep = {
  id: 'build-team-schedules',
  name: 'Build which team has which schedule',
  entities: [],
  relationships: [TEAM_HAS_SCHEDULE],
  dependsOn: [teamsStep.id, schedulesStep.id],
  async executionHandler({ jobState }) {
    for (const [schedule, teams] of await kept<Links>(jobState, TEAMS_OF_SCHEDULES)) {
      for (const team of teams) await addEdge(jobState, TEAM_HAS_SCHEDULE, teamKey(team), schedule);
    }
  },
};
