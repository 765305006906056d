import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, kept } from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { escalationPoliciesStep, SCHEDULES_OF_RULES } from './escalation-policies';
import { RULE_ENTITY } from './escalation-rules';
import { SCHEDULE_ENTITY, scheduleKey, schedulesStep } from './schedules';

export const RULE_NOTIFIES_SCHEDULE = {
  _type: 'pagerduty_escalation_rule_notifies_schedule',
  _class: RelationshipClass.NOTIFIES,
  sourceType: RULE_ENTITY._type,
  targetType: SCHEDULE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const ruleSchedulesStep: PagerDutyStep = {
  id: 'build-rule-schedules',
  name: 'Build which escalation rule notifies which schedule',
  entities: [],
  relationships: [RULE_NOTIFIES_SCHEDULE],
  dependsOn: [escalationPoliciesStep.id, schedulesStep.id],
  async executionHandler({ jobState }) {
    for (const [rule, schedules] of await kept<Links>(jobState, SCHEDULES_OF_RULES)) {
      for (const schedule of schedules) await addEdge(jobState, RULE_NOTIFIES_SCHEDULE, rule, scheduleKey(schedule));
    }
  },
};
