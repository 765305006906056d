import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, kept } from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { escalationPoliciesStep, POLICY_ENTITY, TEAMS_OF_POLICIES } from './escalation-policies';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

export const TEAM_HAS_POLICY = {
  _type: 'pagerduty_team_has_escalation_policy',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: POLICY_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const teamEscalationPoliciesStep: PagerDutyStep = {
  id: 'build-team-escalation-policies',
  name: 'Build which team has which escalation policy',
  entities: [],
  relationships: [TEAM_HAS_POLICY],
  dependsOn: [teamsStep.id, escalationPoliciesStep.id],
  async executionHandler({ jobState }) {
    for (const [policy, teams] of await kept<Links>(jobState, TEAMS_OF_POLICIES)) {
      for (const team of teams) await addEdge(jobState, TEAM_HAS_POLICY, teamKey(team), policy);
    }
  },
};
