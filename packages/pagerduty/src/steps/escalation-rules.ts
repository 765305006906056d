import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntity, schemaOf, listIn } from '@j1-integrations/integration-kit';
import { kindOf, type Reference } from '../references';

/** One level of a policy. */
export interface EscalationRule {
  id?: string | null;
  escalation_delay_in_minutes?: number | null;
  targets?: (Reference | null)[] | null;
  /** `assign_to_everyone` or `round_robin`. The schema has a text, examples have objects or lists of objects. */
  escalation_rule_assignment_strategy?: Strategy | Strategy[] | null;
}

type Strategy = string | { type?: string | null };

export const RULE_ENTITY = {
  resourceName: 'Escalation Rule',
  _type: 'pagerduty_escalation_rule',
  _class: ['Rule'],
  schema: schemaOf({
    id: 'string',
    level: ['number', 'The first level is 1.'],
    delayMinutes: ['number', 'The minutes until the next level.'],
    assignmentStrategy: 'string',
    escalationPolicyId: 'string',
  }),
} satisfies StepEntityMetadata;

export const ruleKey = (id: string) => `${RULE_ENTITY._type}:${id}`;

/** Not every rule has an id. */
export const ruleId = (rule: EscalationRule, policyId: string, level: number) => rule.id || `${policyId}:${level}`;

/** @param level 1 for the first rule */
export function createEscalationRuleEntity(
  rule: EscalationRule,
  policy: { id: string; name: string },
  level: number,
): Entity {
  const id = ruleId(rule, policy.id, level);
  const [strategy] = [rule.escalation_rule_assignment_strategy].flat();
  return createEntity({
    _key: ruleKey(id),
    _type: RULE_ENTITY._type,
    _class: RULE_ENTITY._class,
    id,
    name: `${policy.name}: level ${level}`,
    level,
    delayMinutes: rule.escalation_delay_in_minutes,
    assignmentStrategy: typeof strategy === 'string' ? strategy : strategy?.type,
    escalationPolicyId: policy.id,
  });
}

export function targetsOf(rule: EscalationRule): { users: string[]; schedules: string[] } {
  const of = (kind: string) =>
    listIn(rule.targets, 'targets').flatMap((target) =>
      target.id && kindOf(target)?.startsWith(kind) ? [target.id] : [],
    );
  return { users: of('user'), schedules: of('schedule') };
}
