import { edges, entity, propertiesOf } from '../testing/graph';
import { run, simulated, tidyData } from '../testing/simulated';
import { setsOf, truthOf } from '../testing/truth';

test('a schedule, whose it is and who is on it, once each, without those who left', async () => {
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
    userCount: 2,
    shiftBased: false,
    webLink: `https://acme.pagerduty.com/schedules/${schedule.id}`,
  });
  expect(edges(result, key, `user:${person.id}`)).toMatchObject([{ _class: 'HAS' }]);
  expect(edges(result, `team:${schedule.teams[0].id}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

test('one with shifts is the same, though it is in a list of its own', async () => {
  const data = tidyData();
  const [schedule] = data.shiftSchedules!;
  const result = await run(await simulated({ data }));
  const key = `pagerduty_schedule:${schedule.id}`;
  expect(entity(result, key)).toMatchObject({
    name: schedule.name,
    timeZone: schedule.time_zone,
    userCount: schedule.users.length,
    shiftBased: true,
  });
  for (const { id } of schedule.users) expect(edges(result, key, `user:${id}`)).toHaveLength(1);
});

test('an account that has none with shifts is no warning and no failure', async () => {
  for (const status of [400, 402, 403, 404]) {
    const data = tidyData();
    delete data.shiftSchedules;
    const result = await run(await simulated({ data, faults: [{ kind: 'status', status, path: '/v3/schedules' }] }));
    expect(result.steps['fetch-schedules']).toBe('success');
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(setsOf(result)).toEqual(truthOf(data));
  }
});

test('one with shifts that cannot be opened is known by its name all the same', async () => {
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
