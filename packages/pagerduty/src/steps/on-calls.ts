import type { Relationship, RelationshipClass, StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import {
  addRelationshipOnce,
  kept,
  listText,
  readList,
  type Resource,
  schemaOf,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import type { Reference } from '../references';
import { POLICIES_OF_SERVICES, SERVICE_ENTITY, servicesStep } from './services';
import { USER_ENTITY, userKey, usersStep } from './users';

export interface OnCall {
  escalation_policy?: Reference | null;
  escalation_level?: number | null;
  /** `null`: a gap in the schedule. */
  user?: Reference | null;
  /** `null`: the policy names the person. */
  schedule?: Reference | null;
  start?: string | null;
  /** `null`: no end. */
  end?: string | null;
}

/** The SDK does not have the class ONCALL: see docs/decisions/0005-oncall-is-a-class-of-its-own.md. */
export const USER_ONCALL_SERVICE = {
  _type: 'pagerduty_user_oncall_service',
  _class: 'ONCALL' as RelationshipClass,
  sourceType: USER_ENTITY._type,
  targetType: SERVICE_ENTITY._type,
  schema: schemaOf({
    escalationLevel: ['number', "The person's first level."],
    escalationLevels: ['string', 'All levels of the person, with commas.'],
    escalationPolicyId: 'string',
    scheduleIds: ['string', 'With commas.'],
    onCallStartOn: 'time',
    onCallEndOn: ['time', 'Missing if a turn has no end.'],
    permanent: ['boolean', 'Whether a turn has no end.'],
  }),
} satisfies StepRelationshipMetadata;

/** All turns of one person in one policy. */
export interface Turns {
  levels: Set<number>;
  schedules: Set<string>;
  startOn?: number;
  endOn?: number;
  permanent: boolean;
}

export function addTurn(turns: Turns | undefined, oncall: OnCall): Turns {
  const { levels, schedules, startOn, endOn, permanent } = turns ?? {
    levels: new Set<number>(),
    schedules: new Set<string>(),
    permanent: false,
  };
  if (typeof oncall.escalation_level === 'number') levels.add(oncall.escalation_level);
  if (oncall.schedule?.id) schedules.add(oncall.schedule.id);
  return {
    levels,
    schedules,
    startOn: earliest(startOn, timeOf(oncall.start)),
    endOn: latest(endOn, timeOf(oncall.end)),
    permanent: permanent || oncall.end == null,
  };
}

export function createOnCallRelationship(fromKey: string, toKey: string, policyId: string, turns: Turns): Relationship {
  const { levels, schedules, startOn, endOn, permanent } = turns;
  const { _class, _type } = USER_ONCALL_SERVICE;
  return {
    _key: `${fromKey}|oncall|${toKey}`,
    _type,
    _class,
    _fromEntityKey: fromKey,
    _toEntityKey: toKey,
    displayName: _class,
    escalationLevel: levels.size > 0 ? Math.min(...levels) : undefined,
    escalationLevels: listText([...levels]),
    escalationPolicyId: policyId,
    scheduleIds: listText([...schedules]),
    onCallStartOn: startOn,
    onCallEndOn: permanent ? undefined : endOn,
    permanent,
  };
}

const ON_CALLS = {
  name: 'on-calls',
  endpoint: pathTo`/oncalls`,
  permission: 'reading on-calls',
} satisfies Resource;

export const onCallsStep: PagerDutyStep = {
  id: 'fetch-on-calls',
  name: 'Fetch on-calls',
  entities: [],
  relationships: [USER_ONCALL_SERVICE],
  dependsOn: [usersStep.id, servicesStep.id],
  reads: [ON_CALLS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const policies = await kept<Links>(jobState, POLICIES_OF_SERVICES);
    const used = new Set([...policies.values()].flat());
    // A policy without services pages no one.
    const parts = { filter: 'escalation_policy_ids[]', values: async () => [...used].sort(), areAll: true };
    const byPolicy = new Map<string, Map<string, Turns>>();
    const addEdges = async () => {
      for (const [service, [policy]] of policies) {
        for (const [user, turns] of byPolicy.get(policy) ?? []) {
          await addRelationshipOnce(jobState, createOnCallRelationship(user, service, policy, turns));
        }
      }
    };
    try {
      await readList(context, ON_CALLS, async () => {
        const list = { path: ON_CALLS.endpoint, key: 'oncalls', areEntries: true, parts };
        for await (const oncall of executionConfig.client.list<OnCall>(list)) {
          const policy = oncall.escalation_policy?.id;
          const user = oncall.user?.id && userKey(oncall.user.id);
          if (!policy || !used.has(policy) || !user || !jobState.hasKey(user)) continue;
          const people = byPolicy.get(policy) ?? new Map<string, Turns>();
          byPolicy.set(policy, people.set(user, addTurn(people.get(user), oncall)));
        }
      });
    } finally {
      await addEdges();
    }
  },
};

const earliest = (a = Infinity, b = Infinity) => (Math.min(a, b) < Infinity ? Math.min(a, b) : undefined);
const latest = (a = -Infinity, b = -Infinity) => (Math.max(a, b) > -Infinity ? Math.max(a, b) : undefined);
