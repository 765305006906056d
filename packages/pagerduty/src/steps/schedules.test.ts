import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { pagerDutyData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

test('a schedule has an edge from its team, and one to each existing person', async () => {
  const data = tidyData();
  const [schedule] = data.schedules;
  const [person] = data.users.map((user) => ({ ...user, type: 'user_reference' }));
  Object.assign(schedule, {
    description: 'Nights',
    time_zone: 'Europe/Berlin',
    users: [person, person, { ...person, id: 'PGONE' }],
  });
  const result = await run(await simulated({ data }));
  const key = `pagerduty_schedule:${schedule.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'pagerduty_schedule',
    _class: ['Group'],
    id: schedule.id,
    name: schedule.name,
    displayName: schedule.name,
    description: 'Nights',
    timeZone: 'Europe/Berlin',
    userCount: 1,
    shiftBased: false,
    webLink: `https://acme.pagerduty.com/schedules/${schedule.id}`,
  });
  expect(edges(result, key, `user:${person.id}`)).toMatchObject([{ _class: 'HAS' }]);
  expect(edges(result, `team:${schedule.teams[0].id}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

describe('a schedule with shifts', () => {
  const reader = (id: string) => ({ type: 'user_member' as const, user_id: id });

  test('has the people of its events', async () => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    const [ada, bob, cleo, dan] = data.users.map(({ id }) => id);
    const [rotation] = schedule.rotations;
    const [event] = rotation.events;
    const lasting = (effective_until: string | null, ...members: object[]) => ({
      ...event,
      effective_until,
      assignment_strategy: { ...event.assignment_strategy, members: members as never },
    });
    schedule.rotations = [
      { ...rotation, events: [lasting(null, reader(ada), { type: 'empty_member' }, reader(bob), reader(ada))] },
      // The first event is over: a person who is only in it is no longer on the schedule.
      { ...rotation, events: [lasting('2026-01-01T00:00:00Z', reader(cleo)), lasting('2100-01-01T00:00:00Z')] },
      { ...rotation, events: [lasting('2100-01-01T00:00:00Z', reader(dan), reader('PGONE'))] },
    ];
    const result = await run(await simulated({ data }));
    const key = `pagerduty_schedule:${schedule.id}`;
    expect(entity(result, key)).toMatchObject({
      name: schedule.name,
      timeZone: schedule.time_zone,
      userCount: 3,
      shiftBased: true,
    });
    expect([ada, bob, cleo, dan].map((id) => edges(result, key, `user:${id}`).length)).toEqual([1, 1, 0, 1]);
    expect(edges(result, `team:${schedule.teams[0].id}`, key)).toHaveLength(1);
  });

  test('with few fields is in the graph, without people', async () => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    Object.assign(schedule, { name: null, time_zone: null, teams: null, rotations: null, html_url: null });
    const result = await run(await simulated({ data }));
    expect(propertiesOf(result, `pagerduty_schedule:${schedule.id}`)).toEqual({
      _key: `pagerduty_schedule:${schedule.id}`,
      _type: 'pagerduty_schedule',
      _class: ['Group'],
      id: schedule.id,
      name: schedule.id,
      displayName: schedule.id,
      shiftBased: true,
    });
  });

  test.each([
    ['a rotation without events', (events: unknown[]) => [{ id: 'PR1' }, { id: 'PR2', events }]],
    [
      'a rotation whose events are null',
      (events: unknown[]) => [
        { id: 'PR1', events },
        { id: 'PR2', events: null },
      ],
    ],
    ['a rotation that is null', (events: unknown[]) => [null, { id: 'PR2', events }]],
    ['an event without members', ([event]: unknown[]) => [{ events: [event, { effective_until: null }] }]],
  ])('with %s has an unknown number of people, but an edge to each known person', async (_what, rotations) => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    const [ada] = data.users;
    const [event] = schedule.rotations[0].events;
    event.assignment_strategy.members = [reader(ada.id)];
    schedule.rotations = rotations([event]) as never;
    const result = await run(await simulated({ data }));
    const key = `pagerduty_schedule:${schedule.id}`;
    expect(entity(result, key)).not.toHaveProperty('userCount');
    expect(edges(result, key, `user:${ada.id}`)).toHaveLength(1);
  });

  test('has no people if all its rotations have ended', async () => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    for (const { events } of schedule.rotations)
      for (const event of events) event.effective_until = '2026-01-01T00:00:00Z';
    const result = await run(await simulated({ data }));
    expect(entity(result, `pagerduty_schedule:${schedule.id}`)).toMatchObject({ userCount: 0 });
  });

  test('is missing with one warning if the account has no such feature', async () => {
    const data = tidyData();
    delete data.shiftSchedules;
    const result = await run(await simulated({ data }));
    expect(result.steps['fetch-schedules']).toBe('success');
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({
        name: 'warn_missing_entity',
        description: expect.stringContaining('404 2100: Not Found'),
      }),
    ]);
    expect(setsOf(result)).toEqual(truthOf(data));
  });

  test.each([400, 402, 403])('is missing with one warning if the list answers %i', async (status) => {
    const data = tidyData();
    const result = await run(await simulated({ data, faults: [{ kind: 'status', status, path: '/v3/schedules' }] }));
    expect(result.steps['fetch-schedules']).toBe('success');
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({ description: expect.stringMatching(/schedules.* with shifts/) }),
    ]);
    expect(setsOf(result)).toEqual(truthOf({ ...data, shiftSchedules: [] }));
  });

  test('that is deleted during the run is not in the graph', async () => {
    const data = pagerDutyData({ schedules: 30, odd: false });
    const [gone, ...others] = data.shiftSchedules!;
    const pagerduty = await simulated({ data });
    pagerduty.fault({ kind: 'status', status: 404, path: `/v3/schedules/${gone.id}` });
    const result = await run(pagerduty);
    expect(result.steps['fetch-schedules']).toBe('success');
    expect(result.log).toContain('did not find the schedules with shifts of 1 of 3');
    expect(setsOf(result)).toEqual(truthOf({ ...data, shiftSchedules: others }));
  });

  test('that is refused is in the graph with its name, and there is one warning', async () => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    const pagerduty = await simulated({ data });
    pagerduty.fault({ kind: 'status', status: 403, path: `/v3/schedules/${schedule.id}` });
    const result = await run(pagerduty);
    expect(result.steps['fetch-schedules']).toBe('success');
    expect(entity(result, `pagerduty_schedule:${schedule.id}`)).toMatchObject({ name: schedule.name });
    expect(result.events.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

test.each([402, 403])('%i for both lists is one warning, and everything else is in the graph', async (status) => {
  const data = tidyData();
  const refused = { kind: 'status', status, path: /schedules/ } as const;
  const result = await run(await simulated({ data, faults: [refused] }));
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ name: 'warn_missing_permission', description: expect.stringContaining('of 2 of 2') }),
  ]);
  expect(setsOf(result)).toEqual(truthOf(data, { ingestSchedules: false }));
});

test('a 500 for schedules with layers fails the step, which keeps those with shifts', async () => {
  const data = tidyData();
  const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 500, path: '/schedules' }] }));
  expect(result.steps['fetch-schedules']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['pagerduty_schedule', 'pagerduty_schedule_has_user']));
  expect(setsOf(result)).toEqual(truthOf({ ...data, schedules: [] }));
});

test('a schedule with shifts that answers 500 is in the graph with its name', async () => {
  const data = tidyData();
  const [schedule] = data.shiftSchedules!;
  const pagerduty = await simulated({ data });
  pagerduty.fault({ kind: 'status', status: 500, path: `/v3/schedules/${schedule.id}` });
  const result = await run(pagerduty);
  expect(result.steps['fetch-schedules']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['pagerduty_schedule', 'pagerduty_schedule_has_user']));
  const key = `pagerduty_schedule:${schedule.id}`;
  expect(entity(result, key)).toMatchObject({ name: schedule.name });
  expect(entity(result, key)).not.toHaveProperty('userCount');
});

test('the number of people on a schedule is unknown if not all users could be read', async () => {
  const data = tidyData();
  const faults = [{ kind: 'status', status: 400, path: '/users', nth: 3 } as const];
  const result = await run(await simulated({ data, pageSize: 5, faults: [...faults] }));
  expect(result.steps['fetch-users']).toBe('failure');
  for (const { userCount } of result.entities.filter(({ _type }) => _type === 'pagerduty_schedule')) {
    expect(userCount).toBeUndefined();
  }
});

test('an incomplete answer is not shown, because it may contain the address of a calendar', async () => {
  const data = tidyData();
  data.schedules[0] = { http_cal_url: 'https://acme.pagerduty.com/private/canary/feed', ...data.schedules[0] };
  const faults = [{ kind: 'cutBody', quietly: true, path: '/schedules' }] as const;
  const result = await run(await simulated({ data, faults: [...faults] }));
  expect(result.steps['fetch-schedules']).toBe('failure');
  expect(result.log).toContain('broke off in the middle of its body');
  expect(result.log).not.toContain('canary');
});

test('a 404 with an HTML page for the list of schedules with shifts fails only this step', async () => {
  const data = tidyData();
  const pagerduty = await simulated({ data, faults: [{ kind: 'html', status: 404, path: '/v3/schedules' }] });
  const result = await run(pagerduty);
  expect(result.error).toBeUndefined();
  expect(result.steps['fetch-schedules']).toBe('failure');
  expect(pagerduty.requests.filter(({ path }) => path === '/v3/schedules')).toHaveLength(2);
  expect(setsOf(result)).toEqual(truthOf({ ...data, shiftSchedules: [] }));
});
