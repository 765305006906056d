import {
  RelationshipClass,
  type Entity,
  type JobState,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  keep,
  kept,
  pick,
  readList,
  type Resource,
  schemaOf,
  type Source,
  withoutCredentials,
  listIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf, type Reference } from '../references';
import {
  createEscalationRuleEntity,
  RULE_ENTITY,
  ruleId,
  ruleKey,
  targetsOf,
  type EscalationRule,
} from './escalation-rules';
import { POLICIES_OF_SERVICES, SERVICE_ENTITY, servicesStep } from './services';
import { USER_ENTITY, userKey, usersStep } from './users';

export interface EscalationPolicy {
  id: string;
  name?: string | null;
  description?: string | null;
  /** How often the policy repeats after its last level. */
  num_loops?: number | null;
  escalation_rules?: (EscalationRule | null)[] | null;
  services?: Reference[] | null;
  teams?: Reference[] | null;
  html_url?: string | null;
}

export const POLICY_ENTITY = {
  resourceName: 'Escalation Policy',
  _type: 'pagerduty_escalation_policy',
  _class: ['Ruleset'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    numLoops: ['number', 'How often it repeats after its last level.'],
    repeats: ['boolean', 'Whether it repeats at all.'],
    levelCount: 'number',
    serviceCount: 'number',
    webLink: 'url',
  }),
} satisfies StepEntityMetadata;

export const SERVICE_USES_POLICY = {
  _type: 'pagerduty_service_uses_escalation_policy',
  _class: RelationshipClass.USES,
  sourceType: SERVICE_ENTITY._type,
  targetType: POLICY_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const POLICY_HAS_RULE = {
  _type: 'pagerduty_escalation_policy_has_rule',
  _class: RelationshipClass.HAS,
  sourceType: POLICY_ENTITY._type,
  targetType: RULE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const RULE_NOTIFIES_USER = {
  _type: 'pagerduty_escalation_rule_notifies_user',
  _class: RelationshipClass.NOTIFIES,
  sourceType: RULE_ENTITY._type,
  targetType: USER_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const policyKey = (id: string) => `${POLICY_ENTITY._type}:${id}`;

export const TEAMS_OF_POLICIES = 'teams-of-policies';
export const SCHEDULES_OF_RULES = 'schedules-of-rules';

export function createEscalationPolicyEntity(policy: EscalationPolicy): Entity {
  const loops = policy.num_loops ?? undefined;
  return createEntity(
    {
      _key: policyKey(policy.id),
      _type: POLICY_ENTITY._type,
      _class: POLICY_ENTITY._class,
      id: policy.id,
      name: firstText(policy.name, policy.id),
      description: policy.description,
      numLoops: loops,
      repeats: loops === undefined ? undefined : loops > 0,
      levelCount: Array.isArray(policy.escalation_rules) ? policy.escalation_rules.length : undefined,
      serviceCount: policy.services ? idsOf(policy.services, 'services').length : undefined,
      webLink: withoutCredentials(policy.html_url),
    },
    pick(policy, 'id', 'name', 'num_loops'),
  );
}

export const escalationPoliciesSource: Source = {
  id: 'ingestEscalationPolicies',
  title: 'Escalation policies',
  description: 'Escalation policies, their levels, and the people and schedules that each level notifies.',
  onByDefault: true,
  requests: '1 for each 100 policies',
};

const ESCALATION_POLICIES = {
  name: 'escalation policies',
  endpoint: pathTo`/escalation_policies`,
  permission: 'reading escalation policies',
  presence: 'optional',
} satisfies Resource;

export const escalationPoliciesStep: PagerDutyStep = {
  id: 'fetch-escalation-policies',
  name: 'Fetch escalation policies',
  entities: [POLICY_ENTITY, RULE_ENTITY],
  relationships: [SERVICE_USES_POLICY, POLICY_HAS_RULE, RULE_NOTIFIES_USER],
  dependsOn: [usersStep.id, servicesStep.id],
  source: escalationPoliciesSource,
  reads: [ESCALATION_POLICIES],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await keep<Links>(jobState, TEAMS_OF_POLICIES, new Map());
    const schedules = await keep<Links>(jobState, SCHEDULES_OF_RULES, new Map());
    const policiesOfServices = await kept<Links>(jobState, POLICIES_OF_SERVICES);
    const list = {
      path: ESCALATION_POLICIES.endpoint,
      key: 'escalation_policies',
      query: { 'include[]': 'escalation_rule_assignment_strategies' },
      parts: byTeam(client),
    };
    try {
      await readList(context, ESCALATION_POLICIES, async () => {
        for await (const policy of client.list<EscalationPolicy>(list)) {
          await addEntityOnce(jobState, createEscalationPolicyEntity(policy));
          teams.set(policyKey(policy.id), idsOf(policy.teams, 'teams'));
          await addRules(jobState, policy, schedules);
        }
      });
    } finally {
      for (const [service, [policy]] of policiesOfServices) {
        if (policy) await addEdge(jobState, SERVICE_USES_POLICY, service, policyKey(policy));
      }
    }
  },
};

async function addRules(jobState: JobState, policy: EscalationPolicy, schedulesOfRules: Links): Promise<void> {
  const { id, name } = policy;
  for (const [index, rule] of rulesOf(policy).entries()) {
    if (!rule) continue;
    const level = index + 1;
    const key = ruleKey(ruleId(rule, id, level));
    const { users, schedules } = targetsOf(rule);
    await addEntityOnce(jobState, createEscalationRuleEntity(rule, { id, name: firstText(name, id) }, level));
    await addEdge(jobState, POLICY_HAS_RULE, policyKey(id), key);
    for (const user of users) await addEdge(jobState, RULE_NOTIFIES_USER, key, userKey(user));
    schedulesOfRules.set(key, schedules);
  }
}

/** An empty place stays, because the place of a rule is its level. */
const rulesOf = ({ escalation_rules: rules }: EscalationPolicy) => {
  listIn(rules, 'escalation_rules');
  return rules ?? [];
};
