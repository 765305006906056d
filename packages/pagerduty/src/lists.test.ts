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

/** So many people, in the teams that `teamOf` says. */
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

/** The client of a PagerDuty with this data. */
async function reading(data: ReturnType<typeof tidyData>, options: PagerDutyOptions = {}) {
  const pagerduty = await simulated({ data, ...options });
  const client = createClient({ apiKey: pagerduty.token });
  return { pagerduty, client };
}

describe('a list', () => {
  test('whose page takes too long is asked for in smaller ones, and is whole', async () => {
    process.env.PROVIDER_HTTP_DEFAULTS = '{"headersSeconds":0.3}';
    const { pagerduty, client } = await reading(dataWith(310));
    delete process.env.PROVIDER_HTTP_DEFAULTS;
    // One of the further pages, its first half, and a quarter.
    for (const nth of [3, 5, 6]) pagerduty.fault({ kind: 'silent', path: '/users', nth });
    const read = ids(await all(client.list<PagerDuty.User>(USERS)));
    expect(new Set(read)).toEqual(new Set(ids(pagerduty.data.users)));
    expect(read).toHaveLength(310);
    const limits = pagerduty.requests.map(({ query }) => new URLSearchParams(query).get('limit'));
    expect(new Set(limits)).toEqual(new Set(['100', '50', '25']));
  });

  test('is read in pages of a hundred, of which the first counts and the others are not waited for in turn', async () => {
    const { pagerduty, client } = await reading(dataWith(950));
    const list = client.list<PagerDuty.User>(USERS);
    await list.next();
    while (pagerduty.requests.length < 5) await sleep(5);
    // A page too many would come now.
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

  test.each([{}, { more: null }, { more: 'perhaps' }])(
    'whose full page says only %j of what follows is an error',
    async (said) => {
      const client = await answering({ users, ...said });
      await expect(all(client.list(USERS))).rejects.toThrow('does not say whether more follows');
    },
  );

  test('that is shorter than PagerDuty counts, in two readings, is an error', async () => {
    const client = await answering({ users, more: false, total: 150 });
    await expect(all(client.list(USERS))).rejects.toThrow("has 150 items by PagerDuty's count, and 100 came");
  });

  test('gives an item with thousands of levels like any other', async () => {
    const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
    const { pagerduty, client } = await reading(dataWith(1));
    const body = `{"users":[{"id":"A","a":${deep}},{"id":"B"}],"more":false}`;
    pagerduty.fault({ kind: 'status', status: 200, path: '/users', body });
    expect(ids(await all(client.list<PagerDuty.User>(USERS)))).toEqual(['A', 'B']);
  });

  test('gives items with an id, also a number, and counts the others', async () => {
    const client = await answering({ users: [{ id: 'A' }, { name: 'b' }, null, { id: 5, team: { id: 6 } }], total: 4 });
    expect(await all(client.list(USERS))).toEqual([{ id: 'A' }, { id: '5', team: { id: '6' } }]);
    expect([...client.leftOut!]).toEqual([['/users', 2]]);
  });

  test.each([0, 1, 100, 101, 200])('of %i items is read whole, with no page too many', async (count) => {
    const data = dataWith(count);
    const { pagerduty, client } = await reading(data);
    expect(ids(await all(client.list<PagerDuty.User>(USERS)))).toEqual(ids(data.users));
    expect(pagerduty.requests).toHaveLength(Math.max(1, Math.ceil(count / 100)));
  });

  test('that grows while it is read gives what moved twice, and loses nothing', async () => {
    const data = dataWith(300);
    const { pagerduty, client } = await reading(data);
    pagerduty.fault({ kind: 'insert', path: '/users', item: { ...data.users[0], id: 'PNEW' } });
    const read = ids(await all(client.list<PagerDuty.User>(USERS)));
    expect(new Set(read)).toEqual(new Set(ids(data.users).filter((id) => id !== 'PNEW')));
    expect(read).toHaveLength(301);
  });

  test('that shrinks while it is read is read again, because what moved forward was on no page', async () => {
    const data = dataWith(300);
    const { pagerduty, client } = await reading(data);
    const list = client.list<PagerDuty.User>(USERS);
    await list.next();
    // One page is there. The others are asked for, and not answered yet.
    data.users.splice(5, 1);
    const read = new Set(ids(await all(list)));
    expect(ids(data.users.slice(1)).filter((id) => !read.has(id))).toEqual([]);
    expect(pagerduty.requests).toHaveLength(3 + 3);
  });

  test('into which one comes and from which one goes is read again, though as many came as there are', async () => {
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

  test.each([1, 30])('whose pages hold less than was asked for, such as %i, is read whole', async (pageSize) => {
    const data = dataWith(95);
    const { client } = await reading(data, { pageSize });
    expect(new Set(ids(await all(client.list<PagerDuty.User>(USERS))))).toEqual(new Set(ids(data.users)));
  });

  test('that PagerDuty does not count is read as long as there is more', async () => {
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
  ])('that always says that there is more, and gives pages that are %s, ends', async (_what, schedules) => {
    const body = { schedules: schedules(), limit: 100, offset: 0, more: true };
    const faults = [{ kind: 'status', status: 200, path: '/v3/schedules', body } as const];
    const { pagerduty, client } = await reading(tidyData(), { faults: [...faults] });
    await expect(all(client.list({ path: pathTo`/v3/schedules`, key: 'schedules' }))).rejects.toThrow('/v3/schedules');
    expect(pagerduty.requests.length).toBeLessThan(50);
  });

  test('that is none is an error', async () => {
    const { client } = await reading(tidyData());
    await expect(all(client.list({ path: pathTo`/abilities`, key: 'users' }))).rejects.toThrow('answered no list');
  });
});

describe('a list that is longer than pages reach', () => {
  const LONG = 10_040;

  test('is read in parts by its teams, and whole; a part that is refused is asked for again', async () => {
    const data = dataWith(LONG, (i) => (i < 9_000 ? i % 2 : 2));
    const { pagerduty, client } = await reading(data);
    // After the hundred pages of the whole.
    pagerduty.fault({ kind: 'status', status: 403, path: '/users', nth: 101 });
    const read = ids(await all(client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) })));
    expect(new Set(read)).toEqual(new Set(ids(data.users)));
    expect(pagerduty.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual([403]);
  });

  test('only since it is read, is read in parts from then on', async () => {
    const data = dataWith(9_990, (i) => i % 3);
    const { client } = await reading(data);
    const list = client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) });
    const { value: first } = await list.next();
    data.users.unshift(...data.users.slice(0, 20).map((user, i) => ({ ...user, id: `PNEW${i}` })));
    const read = new Set([(first as PagerDuty.User).id, ...ids(await all(list))]);
    expect(ids(data.users).filter((id) => !read.has(id))).toEqual([]);
  });

  test('gives all that it can, and then says how many are missing', async () => {
    const data = dataWith(LONG, (i) => (i < 10_030 ? i % 3 : undefined));
    const { client } = await reading(data);
    const read = new Set<string>();
    const reads = async () => {
      for await (const { id } of client.list<PagerDuty.User>({ ...USERS, parts: byTeam(client) })) read.add(id);
    };
    await expect(reads()).rejects.toThrow(
      '/users has 10040 items and PagerDuty gives no more than 10000 of a list, also by team_ids[]: 10 are missing.',
    );
    expect(read.size).toBe(10_030);
  });

  test('says the same where the account has no teams to split it by, or its plan refuses them', async () => {
    const data = dataWith(LONG);
    const { pagerduty, client } = await reading(data);
    pagerduty.fault({ kind: 'status', status: 402, path: '/teams' });
    await expect(all(client.list({ ...USERS, parts: byTeam(client) }))).rejects.toThrow('40 are missing');
    await expect(all(client.list(USERS))).rejects.toThrow('40 are missing');
    data.abilities = [];
    const withoutTeams = await reading(data);
    const parts = byTeam(withoutTeams.client);
    await expect(all(withoutTeams.client.list({ ...USERS, parts }))).rejects.toThrow('40 are missing');
    expect(withoutTeams.pagerduty.requests.filter(({ path }) => path === '/teams')).toEqual([]);
  });

  test('fails where its teams are refused: that is no refusal of the list, of which a part would be missing', async () => {
    const { pagerduty, client } = await reading(dataWith(LONG));
    pagerduty.fault({ kind: 'status', status: 403, path: '/teams' });
    const end = all(client.list({ ...USERS, parts: byTeam(client) }));
    await expect(end).rejects.toMatchObject({ code: 'PROVIDER_DATA_INCOMPLETE_ERROR' });
    await expect(end).rejects.toThrow('Its teams could not be read: 403 2010: Access Denied');
  });

  test('is halved until its parts are short enough', async () => {
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
    // One page of the whole, one of all four parts together; then two halves of sixty.
    expect(pagerduty.requests).toHaveLength(2 + 2 * 60);
  });
});
