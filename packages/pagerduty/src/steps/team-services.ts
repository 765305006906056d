import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, kept } from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { SERVICE_ENTITY, servicesStep, TEAMS_OF_SERVICES } from './services';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

export const TEAM_ASSIGNED_SERVICE = {
  _type: 'pagerduty_team_assigned_service',
  _class: RelationshipClass.ASSIGNED,
  sourceType: TEAM_ENTITY._type,
  targetType: SERVICE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const teamServicesStep: PagerDutyStep = {
  id: 'build-team-services',
  name: 'Build which team has which service',
  entities: [],
  relationships: [TEAM_ASSIGNED_SERVICE],
  dependsOn: [teamsStep.id, servicesStep.id],
  async executionHandler({ jobState }) {
    for (const [service, teams] of await kept<Links>(jobState, TEAMS_OF_SERVICES)) {
      for (const team of teams) await addEdge(jobState, TEAM_ASSIGNED_SERVICE, teamKey(team), service);
    }
  },
};
