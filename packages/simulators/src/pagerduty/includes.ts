import { type PagerDutyData, type Reference } from './types';

type ListName = 'teams' | 'users' | 'services' | 'integrations' | 'escalationPolicies' | 'schedules';

export interface World {
  data: PagerDutyData;
  deletedIds: ReadonlySet<string>;
  lookUp(list: ListName, id: string): object | undefined;
}

export type Include = (item: object, world: World) => object;

/** Replaces references with items, except references to deleted items. */
export function expand(field: string, list: ListName): Include {
  return (item, world) => {
    const whole = (reference: Reference | null) => (reference && world.lookUp(list, reference.id)) ?? reference;
    const value = (item as Record<string, Reference | Reference[] | null>)[field];
    return { ...item, [field]: Array.isArray(value) ? value.map(whole) : whole(value) };
  };
}

const inRules =
  (change: (rule: object, world: World) => object): Include =>
  (policy, world) => ({
    ...policy,
    escalation_rules: (policy as { escalation_rules: object[] }).escalation_rules.map((rule) => change(rule, world)),
  });

export const expandTargets = inRules((rule, world) => {
  const targets = (rule as { targets: Reference[] }).targets.map(
    (target) => world.lookUp(target.type === 'user_reference' ? 'users' : 'schedules', target.id) ?? target,
  );
  return { ...rule, targets };
});

export const withoutStrategies = inRules((rule) => {
  const { escalation_rule_assignment_strategy: _left, ...rest } = rule as {
    escalation_rule_assignment_strategy?: string;
  };
  return rest;
});
