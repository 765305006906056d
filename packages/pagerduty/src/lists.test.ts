import { setTimeout as sleep } from 'node:timers/promises';
import type { PagerDuty, PagerDutyOptions } from '@j1-integrations/simulators';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from './by-team';
import { createClient } from './client';
import { simulated, tidyData } from './testing/simulated';

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

const ids = (items: { id: string }[]) => items.map(({ id }) => id);
const USERS = { path: pathTo`/users`, key: 'users' };

/** Data with so many users. `teamOf` gives the team of each. */
function dataWith(count: number, teamOf: (index: number) => number | undefined = () => undefined) {
  const data = tidyData();
  const [user] = data.users;
  const { teams } = data;
  data.users = Array.from({ length: count }, (_, i): PagerDuty.User => {
    const team = teamOf(i);
    const of = team === undefined ? [] : [{ ...teams[team], type: 'team_reference' }];
    return { ...user, id: `PU${i}`, teams: of };
  });
  return data;
}

/** Starts a simulator with this data. */
async function reading(data: ReturnType<typeof tidyData>, options: PagerDutyOptions = {}) {
  const pagerduty = await simulated({ data, ...options });
  const client = createClient({ apiKey: pagerduty.token });
  return { pagerduty, client };
}

describe('a list', () => {
  test('is complete if a page times out, because smaller pages are read', async () => {
    process.env.PROVIDER_HTTP_DEFAULTS = '{"headersSeconds":0.3}';
    const { pagerduty, client } = await reading(dataWith(310));
    delete process.env.PROVIDER_HTTP_DEFAULTS;
    // A page, its first half, and a quarter.
    for (const nth of [3, 5, 6]) pagerduty.fault({ kind: 'silent', path: '/users', nth });
    const read = ids(await all(client.list<PagerDuty.User>(USERS)));
    expect(new Set(read)).toEqual(new Set(ids(pagerduty.data.users)));
    expect(read).toHaveLength(310);
    const limits = pagerduty.requests.map(({ query }) => new URLSearchParams(query).get('limit'));
    expect(new Set(limits)).toEqual(new Set(['100', '50', '25']));
  });

  test('is read in pages of a hundred: the first counts, and the others are requested together', async () => {
    const { pagerduty, client } = await reading(dataWith(950));
    const list = client.list<PagerDuty.User>(USERS);
    await list.next();
    while (pagerduty.requests.length < 5) await sleep(5);
    // Time for a superfluous request.
    await sleep(50);
    expect(pagerduty.requests.map(({ query }) => query)).toEqual([
      'limit=100&offset=0&total=true',
      ...Array.from({ length: 4 }, (_, i) => `limit=100&offset=${(i + 1) * 100}`),
    ]);
    expect(await all(list)).toHaveLength(949);
    expect(pagerduty.requests).toHaveLength(10);
  });

  const answering = async (body: object) => {
    const { pagerduty, client } = await reading(dataWith(1));
    pagerduty.fault({ kind: 'status', status: 200, path: '/users', body });
    return client;
  };
  const users = Array.from({ length: 100 }, (_, i) => ({ id: `P${i}` }));

  test.each([{}, { more: null }, { more: 'perhaps' }])('with a full page and %j is an error', async (said) => {
    const client = await answering({ users, ...said });
    await expect(all(client.list(USERS))).rejects.toThrow('does not say whether more items follow');
  });

  test('that has fewer items than its total is an error, after a second reading', async () => {
    const client = await answering({ users, more: false, total: 150 });
    await expect(all(client.list(USERS))).rejects.toThrow('counts 150 items of /users, but gave 100');
  });

  test('can have an item with thousands of levels', async () => {
    const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
    const { pagerduty, client } = await reading(dataWith(1));
    const body = `{"users":[{"id":"A","a":${deep}},{"id":"B"}],"more":false}`;
    pagerduty.fault({ kind: 'status', status: 200, path: '/users', body });
    expect(ids(await all(client.list<PagerDuty.User>(USERS)))).toEqual(['A', 'B']);
  });

  test('gives items with an id, even a number, and counts the others', async () => {
    const client = await answering({ users: [{ id: 'A' }, { name: 'b' }, null, { id: 5, team: { id: 6 } }], total: 4 });
    expect(await all(client.list(USERS))).toEqual([{ id: 'A' }, { id: '5', team: { id: '6' } }]);
    expect([...client.leftOut!]).toEqual([['/users', 2]]);
  });

  test.each([0, 1, 100, 101, 200])('of %i items is read completely, without a superfluous request', async (count) => {
    const data = dataWith(count);
    const { pagerduty, client } = await reading(data);
    expect(ids(await all(client.list<PagerDuty.User>(USERS)))).toEqual(ids(data.users));
    expect(pagerduty.requests).toHaveLength(Math.max(1, Math.ceil(count / 100)));
  });

  test('that becomes longer during the reading gives an item twice, and loses nothing', async () => {
    const data = dataWith(300);
    const { pagerduty, client } = await reading(data);
    pagerduty.fault({ kind: 'insert', path: '/users', item: { ...data.users[0], id: 'PNEW' } });
    const read = ids(await all(client.list<PagerDuty.User>(USERS)));
    expect(new Set(read)).toEqual(new Set(ids(data.users).filter((id) => id !== 'PNEW')));
    expect(read).toHaveLength(301);
  });

  test('that becomes shorter during the reading is read again, because an item may have moved between pages', async () => {
    const data = dataWith(300);
    const { pagerduty, client } = await reading(data);
    const list = client.list<PagerDuty.User>(USERS);
    await list.next();
    // The other pages are requested, but not answered yet.
    data.users.splice(5, 1);
    const read = new Set(ids(await all(list)));
    expect(ids(data.users.slice(1)).filter((id) => !read.has(id))).toEqual([]);
    expect(pagerduty.requests).toHaveLength(3 + 3);
  });

  test('with one new and one deleted item is read again, although the number is right', async () => {
    const data = dataWith(300);
    const before = ids(data.users);
    const pagerduty = await simulated({ data });
    const client = createClient({ apiKey: pagerduty.token }, { lookAhead: false });
    const list = client.list<PagerDuty.User>(USERS);
    const read = new Set<string>();
    const readPage = async () => {
      for (let i = 0; i < 100; i += 1) read.add(((await list.next()).value as PagerDuty.User).id);
    };
    await readPage();
    data.users.unshift({ ...data.users[0], id: 'PNEW' });
    await readPage();
    data.users.splice(0, 1);
    for await (const { id } of list) read.add(id);
    expect(before.filter((id) => !read.has(id))).toEqual([]);
  });

  test.each([1, 30])('with pages of only %i items is read completely', async (pageSize) => {
    const data = dataWith(95);
    const { client } = await reading(data, { pageSize });
    expect(new Set(ids(await all(client.list<PagerDuty.User>(USERS))))).toEqual(new Set(ids(data.users)));
  });

  test('without a total is read until `more` is false', async () => {
    const data = tidyData();
    const [schedule] = data.shiftSchedules!;
    data.shiftSchedules = Array.from({ length: 250 }, (_, i) => ({ ...schedule, id: `PS${i}` }));
    const { pagerduty, client } = await reading(data);
    const read = await all(client.list<{ id: string }>({ path: pathTo`/v3/schedules`, key: 'schedules' }));
    expect(ids(read)).toEqual(ids(data.shiftSchedules));
    expect(pagerduty.requests).toHaveLength(3);
  });

  test.each([
    ['empty', () => []],
    ['the same', () => [{ id: 'PS1' }]],
  ])('that always has `more`, with pages that are %s, is an error', async (_what, schedules) => {
    const body = { schedules: schedules(), limit: 100, offset: 0, more: true };
    const faults = [{ kind: 'status', status: 200, path: '/v3/schedules', body } as const];
    const { pagerduty, client } = await reading(tidyData(), { faults: [...faults] });
    await expect(all(client.list({ path: pathTo`/v3/schedules`, key: 'schedules' }))).rejects.toThrow('/v3/schedules');
    expect(pagerduty.requests.length).toBeLessThan(50);
  });

  test('is an error if the answer is not a list', async () => {
    const { client } = await reading(tidyData());
    await expect(all(client.list({ path: pathTo`/abilities`, key: 'users' }))).rejects.toThrow(
      'did not answer with a list',
    );
  });
});

describe('a list with more than 10,000 items', () => {
  const LONG = 10_040;

  test('is read completely by team, and a refused part is requested again', async () => {
    const data = dataWith(LONG, (i) => (i < 9_000 ? i % 2 : 2));
    const { pagerduty, client } = await reading(data);
    // After the hundred pages without a filter.
    pagerduty.fault({ kind: 'status', status: 403, path: '/users', nth: 101 });
    const read = ids(await all(client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) })));
    expect(new Set(read)).toEqual(new Set(ids(data.users)));
    expect(pagerduty.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual([403]);
  });

  test('is read by team, even if it becomes so long during the reading', async () => {
    const data = dataWith(9_990, (i) => i % 3);
    const { client } = await reading(data);
    const list = client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) });
    const { value: first } = await list.next();
    data.users.unshift(...data.users.slice(0, 20).map((user, i) => ({ ...user, id: `PNEW${i}` })));
    const read = new Set([(first as PagerDuty.User).id, ...ids(await all(list))]);
    expect(ids(data.users).filter((id) => !read.has(id))).toEqual([]);
  });

  test('gives all readable items, and then says how many are missing', async () => {
    const data = dataWith(LONG, (i) => (i < 10_030 ? i % 3 : undefined));
    const { client } = await reading(data);
    const read = new Set<string>();
    const reads = async () => {
      for await (const { id } of client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) })) read.add(id);
    };
    await expect(reads()).rejects.toThrow(
      '/users has 10040 items, but PagerDuty gives at most 10000 of a list, even by team_ids[]: 10 items are missing.',
    );
    expect(read.size).toBe(10_030);
  });

  test('also says so if the account or its plan has no teams', async () => {
    const data = dataWith(LONG);
    const { pagerduty, client } = await reading(data);
    pagerduty.fault({ kind: 'status', status: 402, path: '/teams' });
    await expect(all(client.list({ ...USERS, parts: byTeam(client) }))).rejects.toThrow('40 items are missing');
    await expect(all(client.list(USERS))).rejects.toThrow('40 items are missing');
    data.abilities = [];
    const withoutTeams = await reading(data);
    const parts = byTeam(withoutTeams.client);
    await expect(all(withoutTeams.client.list({ ...USERS, parts }))).rejects.toThrow('40 items are missing');
    expect(withoutTeams.pagerduty.requests.filter(({ path }) => path === '/teams')).toEqual([]);
  });

  test('is incomplete, and not refused, if the teams are refused', async () => {
    const { pagerduty, client } = await reading(dataWith(LONG));
    pagerduty.fault({ kind: 'status', status: 403, path: '/teams' });
    const end = all(client.list({ ...USERS, parts: byTeam(client) }));
    await expect(end).rejects.toMatchObject({ code: 'PROVIDER_DATA_INCOMPLETE_ERROR' });
    await expect(end).rejects.toThrow('the teams could not be read: 403 2010: Access Denied');
  });

  test('is divided until the parts are short enough', async () => {
    const data = tidyData();
    const [oncall] = data.oncalls;
    const policy = (i: number) => ({ ...oncall.escalation_policy, id: `PEP${i}` });
    data.oncalls = Array.from({ length: 12_000 }, (_, i) => ({ ...oncall, escalation_policy: policy(i % 4) }));
    const { pagerduty, client } = await reading(data);
    const values = async () => ['PEP0', 'PEP1', 'PEP2', 'PEP3'];
    const parts = { filter: 'escalation_policy_ids[]', values, areAll: true };
    expect(await all(client.list({ path: pathTo`/oncalls`, key: 'oncalls', areEntries: true, parts }))).toHaveLength(
      12_000,
    );
    // One page without a filter, one of all four parts. Then two halves of sixty pages.
    expect(pagerduty.requests).toHaveLength(2 + 2 * 60);
  });
});
