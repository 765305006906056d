import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edges, runIntegration, setsOf } from '@j1-integrations/integration-kit/testing';
import type { PagerDuty, PagerDutyData } from '@j1-integrations/simulators';
import { invocationConfig } from '../index';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

/** An account with one policy for two services, and the given on-calls. */
async function withOnCalls(make: (like: PagerDuty.OnCall, data: PagerDutyData) => PagerDuty.OnCall[]) {
  const data = tidyData();
  const [policy] = data.escalationPolicies;
  const reference = { ...policy, type: 'escalation_policy_reference' };
  for (const service of data.services.slice(0, 2)) service.escalation_policy = reference;
  for (const service of data.services.slice(2)) service.escalation_policy = { ...reference, id: 'POTHER' };
  const like: PagerDuty.OnCall = {
    escalation_policy: reference,
    escalation_level: 1,
    user: { ...data.users[0], type: 'user_reference' },
    schedule: null,
    start: null,
    end: null,
  };
  data.oncalls = make(like, data);
  const result = await run(await simulated({ data }));
  const [first, second] = data.services.map(({ id }) => `service:${id}`);
  const onCall = (index: number, service = first) => edges(result, `user:${data.users[index].id}`, service);
  return { data, result, policy, services: [first, second], onCall };
}

const reference = ({ id, summary, self, html_url }: PagerDuty.User | PagerDuty.Schedule, type: string) => ({
  id,
  type,
  summary,
  self,
  html_url,
});

test('the step fails with a hint if the services come from the cache of the SDK', async () => {
  const pagerduty = await simulated({ data: tidyData() });
  const cached = await mkdtemp(join(tmpdir(), 'cached-'));
  await mkdir(join(cached, 'entities'));
  const services = (await run(pagerduty)).entities.filter(({ _type }) => _type === 'pagerduty_service');
  await writeFile(join(cached, 'entities', 'all.json'), JSON.stringify({ entities: services }));
  await mkdir(join(cached, 'relationships'));
  const config = {
    ...invocationConfig,
    getStepStartStates: async (context: Parameters<NonNullable<typeof invocationConfig.getStepStartStates>>[0]) => ({
      ...(await invocationConfig.getStepStartStates?.(context)),
      'fetch-services': { disabled: false, stepCachePath: cached },
    }),
  };
  const { steps, partialTypes, events } = await runIntegration(config, { config: { apiKey: pagerduty.token } });
  expect(steps).toMatchObject({ 'fetch-services': 'cached', 'fetch-on-calls': 'failure' });
  expect(partialTypes).toContain('pagerduty_user_oncall_service');
  expect(JSON.stringify(events)).toContain('--no-cache');
  await rm(cached, { recursive: true });
});

test('all people on call for a policy are on call for each of its services', async () => {
  const { data, result, onCall, services } = await withOnCalls((like, { users }) =>
    [0, 1, 2].map((i) => ({ ...like, escalation_level: i + 1, user: reference(users[i], 'user_reference') })),
  );
  expect(setsOf(result)).toEqual(truthOf(data));
  for (const service of services) expect([0, 1, 2].map((i) => onCall(i, service).length)).toEqual([1, 1, 1]);
  expect(result.relationships.filter(({ _class }) => _class === 'ONCALL')).toHaveLength(6);
});

test('a person on two levels and two schedules has one edge with all of them', async () => {
  const { data, onCall, policy, services } = await withOnCalls((like, { schedules }) => {
    const [one, two] = schedules.map((schedule) => reference(schedule, 'schedule_reference'));
    return [
      { ...like, escalation_level: 10, schedule: two, start: '2026-11-02T00:00:00Z', end: '2026-11-09T00:00:00Z' },
      { ...like, escalation_level: 2, schedule: one, start: '2026-11-01T00:00:00+01:00', end: '2026-11-03T00:00:00Z' },
      { ...like, escalation_level: 2, schedule: one, start: '2026-11-02T00:00:00Z', end: '2026-11-04T00:00:00Z' },
    ];
  });
  const [service] = services;
  const user = `user:${data.users[0].id}`;
  expect(onCall(0)).toEqual([
    {
      _key: `${user}|oncall|${service}`,
      _type: 'pagerduty_user_oncall_service',
      _class: 'ONCALL',
      _fromEntityKey: user,
      _toEntityKey: service,
      displayName: 'ONCALL',
      escalationLevel: 2,
      escalationLevels: '2,10',
      escalationPolicyId: policy.id,
      scheduleIds: [data.schedules[0].id, data.schedules[1].id].sort().join(','),
      onCallStartOn: Date.UTC(2026, 9, 31, 23),
      onCallEndOn: Date.UTC(2026, 10, 9),
      permanent: false,
    },
  ]);
});

test('a person with a turn without an end has no end, even if another turn has one', async () => {
  const { onCall } = await withOnCalls((like) => [
    { ...like, start: '2026-11-02T00:00:00Z', end: '2026-11-09T00:00:00Z' },
    { ...like, escalation_level: 3 },
  ]);
  const [edge] = onCall(0);
  expect(edge).toMatchObject({ permanent: true, onCallStartOn: Date.UTC(2026, 10, 2), escalationLevels: '1,3' });
  expect(edge).not.toHaveProperty('onCallEndOn');
  expect(edge).not.toHaveProperty('scheduleIds');
});

test('on-calls without a known person or policy have no edge', async () => {
  const { data, result, onCall } = await withOnCalls((like, { users }) => {
    const { user: _nobody, ...withoutUser } = like;
    const gone = { ...like.user!, id: 'PGONE' };
    return [
      { ...like, user: null },
      withoutUser as PagerDuty.OnCall,
      { ...like, user: gone },
      { ...like, user: { ...gone, id: null as never } },
      { ...like, escalation_policy: { ...like.escalation_policy, id: 'PUNKNOWN' } },
      { ...like, escalation_policy: null as never },
      { ...like, escalation_level: null as never, user: reference(users[1], 'user_reference') },
    ];
  });
  expect(onCall(0)).toEqual([]);
  expect(onCall(1)).toMatchObject([{ permanent: true }]);
  expect(onCall(1)[0]).not.toHaveProperty('escalationLevel');
  expect(result.relationships.filter(({ _class }) => _class === 'ONCALL')).toHaveLength(2);
  expect(data.oncalls).toHaveLength(7);
});

test('more than 10,000 on-calls are read completely, by policy', async () => {
  const data = tidyData();
  const policies = data.escalationPolicies;
  const [like] = data.oncalls;
  data.oncalls = Array.from({ length: 12_000 }, (_, i) => ({
    ...like,
    escalation_policy: { ...policies[i % policies.length], type: 'escalation_policy_reference' },
    user: reference(data.users[i % data.users.length], 'user_reference'),
  }));
  const result = await run(await simulated({ data }));
  expect(result.steps['fetch-on-calls']).toBe('success');
  expect(setsOf(result)).toEqual(truthOf(data));
});

test('more than 10,000 on-calls of one policy fail the step, which keeps what it has read', async () => {
  const { result, onCall } = await withOnCalls((like) => Array.from({ length: 10_050 }, () => like));
  expect(result.steps['fetch-on-calls']).toBe('failure');
  expect(result.partialTypes).toEqual(['pagerduty_user_oncall_service']);
  expect(result.log).toContain('50 items are missing');
  expect(onCall(0)).toHaveLength(1);
});

test('a 403 fails only this step', async () => {
  const pagerduty = await simulated({ faults: [{ kind: 'status', status: 403, path: '/oncalls' }] });
  const result = await run(pagerduty);
  const notRun = Object.entries(result.steps).filter(([, status]) => (status as string) !== 'success');
  expect(notRun).toEqual([['fetch-on-calls', 'failure']]);
  expect(result.partialTypes).toEqual(['pagerduty_user_oncall_service']);
});
