import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

/** An account with a policy of two levels, which one service uses. */
async function withPolicy(changes: object = {}) {
  const data = tidyData();
  const [policy] = data.escalationPolicies;
  const target = (thing: { id: string; type: string }) => ({ ...thing, type: `${thing.type}_reference` });
  const rule = policy.escalation_rules[0];
  const [person] = data.users;
  const [schedule, shifts] = [data.schedules[0], data.shiftSchedules![0]];
  Object.assign(policy, {
    description: 'Pages',
    num_loops: 2,
    services: [target(data.services[0])],
    escalation_rules: [
      { ...rule, id: 'PRULE1', escalation_delay_in_minutes: 5, targets: [target(person), target(schedule)] },
      {
        ...rule,
        id: 'PRULE2',
        escalation_delay_in_minutes: 30,
        escalation_rule_assignment_strategy: 'round_robin',
        targets: [target(shifts), target(person), target(person), { ...target(person), id: 'PGONE' }],
      },
    ],
    ...changes,
  });
  data.services[0].escalation_policy = target(policy) as never;
  const result = await run(await simulated({ data }));
  return { data, policy, person, schedule, shifts, result, key: `pagerduty_escalation_policy:${policy.id}` };
}

test('a policy has its properties and an edge from its service', async () => {
  const { data, policy, result, key } = await withPolicy();
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'pagerduty_escalation_policy',
    _class: ['Ruleset'],
    id: policy.id,
    name: policy.name,
    displayName: policy.name,
    description: 'Pages',
    numLoops: 2,
    repeats: true,
    levelCount: 2,
    serviceCount: 1,
    webLink: `https://acme.pagerduty.com/escalation_policies/${policy.id}`,
  });
  expect(edges(result, `service:${data.services[0].id}`, key)).toMatchObject([{ _class: 'USES' }]);
  expect(edges(result, `team:${policy.teams[0].id}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

test('a policy has its levels in order, with the people and schedules that they notify', async () => {
  const { policy, person, schedule, shifts, result, key } = await withPolicy();
  const [one, two] = ['pagerduty_escalation_rule:PRULE1', 'pagerduty_escalation_rule:PRULE2'];
  expect(propertiesOf(result, one)).toEqual({
    _key: one,
    _type: 'pagerduty_escalation_rule',
    _class: ['Rule'],
    id: 'PRULE1',
    name: `${policy.name}: level 1`,
    displayName: `${policy.name}: level 1`,
    level: 1,
    delayMinutes: 5,
    assignmentStrategy: policy.escalation_rules[0].escalation_rule_assignment_strategy,
    escalationPolicyId: policy.id,
  });
  expect(entity(result, two)).toMatchObject({ level: 2, delayMinutes: 30, assignmentStrategy: 'round_robin' });
  expect(edges(result, key, two)).toMatchObject([{ _class: 'HAS' }]);
  const notified = (rule: string) =>
    result.relationships
      .filter(({ _class, _fromEntityKey }) => _class === 'NOTIFIES' && _fromEntityKey === rule)
      .map(({ _toEntityKey }) => _toEntityKey);
  expect(new Set(notified(one))).toEqual(new Set([`user:${person.id}`, `pagerduty_schedule:${schedule.id}`]));
  expect(new Set(notified(two))).toEqual(new Set([`user:${person.id}`, `pagerduty_schedule:${shifts.id}`]));
});

test('a policy with `num_loops` 0 does not repeat, and one without the field has no such property', async () => {
  const none = await withPolicy({ num_loops: 0 });
  expect(entity(none.result, none.key)).toMatchObject({ numLoops: 0, repeats: false });
  const unknown = await withPolicy({ num_loops: null, escalation_rules: null, services: null });
  expect(unknown.result.steps['fetch-escalation-policies']).toBe('success');
  expect(entity(unknown.result, unknown.key)).toMatchObject({ id: unknown.policy.id });
  for (const property of ['numLoops', 'repeats', 'levelCount', 'serviceCount']) {
    expect(entity(unknown.result, unknown.key)).not.toHaveProperty(property);
  }
});

test.each([['round_robin'], [{ type: 'round_robin' }], [[{ type: 'round_robin' }]]])(
  'the assignment strategy can be %j',
  async (strategy) => {
    const rule = { id: 'PRULE1', targets: [], escalation_rule_assignment_strategy: strategy };
    const { result } = await withPolicy({ escalation_rules: [rule] });
    expect(entity(result, 'pagerduty_escalation_rule:PRULE1')).toMatchObject({ assignmentStrategy: 'round_robin' });
  },
);

test.each([402, 403])('%i for policies is one warning, and everything else is in the graph', async (status) => {
  const data = tidyData();
  const refused = { kind: 'status', status, path: '/escalation_policies' } as const;
  const result = await run(await simulated({ data, faults: [refused] }));
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ name: 'warn_missing_permission' }),
  ]);
  expect(setsOf(result)).toEqual(truthOf(data, { ingestEscalationPolicies: false }));
});

test('a 500 for policies fails only their step', async () => {
  const data = tidyData();
  const failing = { kind: 'status', status: 500, path: '/escalation_policies' } as const;
  const result = await run(await simulated({ data, faults: [failing] }));
  expect(result.steps['fetch-escalation-policies']).toBe('failure');
  expect(result.partialTypes).toEqual(
    expect.arrayContaining(['pagerduty_escalation_policy', 'pagerduty_service_uses_escalation_policy']),
  );
  expect(result.partialTypes).not.toContain('pagerduty_service');
  expect(setsOf(result)).toEqual(truthOf(data, { ingestEscalationPolicies: false }));
});

test('a rule without an id gets its id from its place', async () => {
  const { policy, result } = await withPolicy({ escalation_rules: [{ targets: null }] });
  expect(entity(result, `pagerduty_escalation_rule:${policy.id}:1`)).toMatchObject({ level: 1 });
});
