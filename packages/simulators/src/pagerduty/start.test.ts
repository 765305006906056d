import { get, json, type Reply } from '../testing/get';
import { type Reference } from './types';
import { pagerDutyData } from './data';
import { type PagerDutyOptions, type PagerDutySimulator, startPagerDuty } from './start';

const ACCEPT = 'application/vnd.pagerduty+json;version=2';

interface Body {
  limit: number;
  offset: number;
  more: boolean;
  total: number | null;
  error: { message: string; code: number; errors?: string[] };
  [list: string]: unknown;
}

let pagerduty: PagerDutySimulator;
const start = async (options?: PagerDutyOptions) => (pagerduty = await startPagerDuty(options));
const ask = (path: string, headers: Record<string, string> = {}) =>
  get(pagerduty.url + path, { Accept: ACCEPT, Authorization: `Token token=${pagerduty.token}`, ...headers });
const body = async (path: string) => json<Body>(await ask(path));
const list = async <T = Reference>(path: string, key = /(\w+)(\?|$)/.exec(path)?.[1] ?? '') =>
  (await body(path))[key] as T[];
const ids = (items: { id: string }[]) => items.map(({ id }) => id);
const refusal = (reply: Reply) => [reply.status, json<Body>(reply).error.code];

afterEach(() => pagerduty.close());

describe('credentials', () => {
  test('a wrong key gets 401, or without a version a 404 page in HTML', async () => {
    await start();
    for (const Authorization of ['Token token=wrong', `Bearer ${pagerduty.token}`, '']) {
      expect(refusal(await ask('/users', { Authorization }))).toEqual([401, 2006]);
      const reply = await ask('/users', { Authorization, Accept: 'application/json' });
      expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
    expect((await ask('/users', { Accept: '*/*' })).status).toBe(200);
  });

  test('the key of one region gets 401 in the other region', async () => {
    const eu = await startPagerDuty({ data: pagerDutyData({ region: 'eu' }) });
    await start();
    expect(refusal(await ask('/users', { Authorization: `Token token=${eu.token}` }))).toEqual([401, 2006]);
    const reply = await get(`${eu.url}/users`, { Accept: ACCEPT, Authorization: `Token token=${eu.token}` });
    const [user] = json<{ users: Reference[] }>(reply).users;
    expect([user.self, user.html_url]).toEqual([
      `https://api.eu.pagerduty.com/users/${user.id}`,
      `https://acme.eu.pagerduty.com/users/${user.id}`,
    ]);
    await eu.close();
  });

  test('an account without the ability teams gives 402 for teams only', async () => {
    const data = pagerDutyData();
    data.abilities = ['urgencies'];
    await start({ data });
    expect(await list('/abilities')).toEqual(['urgencies']);
    const [{ id }] = data.teams;
    for (const path of ['/teams', `/teams/${id}`, `/teams/${id}/members`]) {
      expect(refusal(await ask(path))).toEqual([402, 2014]);
    }
    for (const path of ['/users', '/services', '/escalation_policies', '/schedules', '/oncalls']) {
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    }
  });

  test('unknown items and paths give 404, and so does /v3/schedules without the feature', async () => {
    const data = pagerDutyData();
    delete data.shiftSchedules;
    await start({ data });
    for (const path of ['/nothing', '/teams/PNOBODY/members', '/v3/schedules', '/users/PNOBODY']) {
      expect(refusal(await ask(path))).toEqual([404, 2100]);
    }
  });

  test('every answer has its own request id, which the log has too', async () => {
    await start();
    const sent = [await ask('/teams'), await ask('/nothing'), await ask('/teams', { Authorization: '' })];
    const requestIds = sent.map(({ headers }) => headers['x-request-id']);
    expect(new Set(requestIds).size).toBe(3);
    expect(pagerduty.requests.map(({ requestId }) => requestId)).toEqual(requestIds);
  });
});

describe('pages', () => {
  const startBig = (options: PagerDutyOptions = {}) =>
    start({ data: pagerDutyData({ users: 250, odd: false }), ...options });

  test('a list has pages of 25 items, or of at most 100, and tells whether there are more', async () => {
    await startBig();
    const all = ids(pagerduty.data.users);
    for (const [query, from, to, limit, more] of [
      ['', 0, 25, 25, true],
      ['?limit=7&offset=3', 3, 10, 7, true],
      ['?limit=500', 0, 100, 100, true],
      ['?limit=100&offset=200', 200, 250, 100, false],
      ['?limit=50&offset=200', 200, 250, 50, false],
      ['?limit=100&offset=900', 900, 900, 100, false],
    ] as const) {
      const page = await body(`/users${query}`);
      expect([query, ids(page.users as Reference[])]).toEqual([query, all.slice(from, to)]);
      expect(page).toMatchObject({ limit, offset: query ? from : 0, more, total: null });
    }
  });

  test('a page has a total only on request', async () => {
    await startBig();
    expect((await body('/users?total=true&limit=1')).total).toBe(250);
    expect((await body('/users?total=false')).total).toBeNull();
    const [{ id }] = pagerduty.data.teams;
    const ofTeam = pagerduty.data.users.filter(({ teams }) => ids(teams).includes(id));
    expect((await body(`/users?total=true&team_ids[]=${id}`)).total).toBe(ofTeam.length);
  });

  test('a page beyond the 10,000th item gives 400, even if the list is shorter', async () => {
    await startBig();
    expect((await ask('/users?limit=100&offset=9900')).status).toBe(200);
    for (const query of ['limit=100&offset=9901', 'offset=10000', 'limit=100&offset=10000']) {
      const reply = await ask(`/users?${query}`);
      expect(refusal(reply)).toEqual([400, 2001]);
      expect(json<Body>(reply).error.errors?.[0]).toContain('10000');
    }
    await pagerduty.close();
    await startBig({ reach: 200 });
    expect((await ask('/users?limit=100&offset=100')).status).toBe(200);
    expect((await ask('/users?limit=100&offset=200')).status).toBe(400);
  });

  test('with pageSize, a page has fewer items and its real limit', async () => {
    await startBig({ pageSize: 30 });
    const page = await body('/users?limit=100&offset=30');
    expect(ids(page.users as Reference[])).toEqual(ids(pagerduty.data.users.slice(30, 60)));
    expect(page).toMatchObject({ limit: 30, offset: 30, more: true });
  });

  test('a limit or offset that is not a valid number gives 400', async () => {
    await startBig();
    for (const query of ['limit=all', 'limit=0', 'limit=-1', 'offset=-1', 'offset=x']) {
      expect([query, ...refusal(await ask(`/users?${query}`))]).toEqual([query, 400, 2001]);
    }
  });

  test('an item that is inserted between two pages moves the later items', async () => {
    await startBig();
    const first = ids(await list('/users?limit=100'));
    pagerduty.fault({ kind: 'insert', path: '/users', item: { ...pagerduty.data.users[0], id: 'PNEW' } });
    await ask('/users?limit=100');
    const second = ids(await list('/users?limit=100&offset=100'));
    expect(second[0]).toBe(first[99]);
  });
});

describe('includes and filters', () => {
  test('include[] replaces references with items, except references to deleted items', async () => {
    await start();
    const services = await list<{ integrations: { type: string; created_at?: string }[] }>(
      '/services?limit=100&include[]=integrations',
    );
    const kinds = services.flatMap(({ integrations }) =>
      integrations.map(({ type, created_at }) => [type.endsWith('_reference'), created_at === undefined].join()),
    );
    expect(new Set(kinds)).toEqual(new Set(['false,false', 'true,true']));
    const plain = await list<{ integrations: Reference[] }>('/services?limit=100');
    expect(plain.flatMap(({ integrations }) => integrations).every(({ type }) => /_reference$/.test(type))).toBe(true);
  });

  test('a rule has its assignment strategy only with include[]', async () => {
    await start();
    const strategies = async (query: string) =>
      (await list<{ escalation_rules: object[] }>(`/escalation_policies?limit=100${query}`)).flatMap((policy) =>
        policy.escalation_rules.map((rule) => 'escalation_rule_assignment_strategy' in rule),
      );
    expect(new Set(await strategies(''))).toEqual(new Set([false]));
    expect(new Set(await strategies('&include[]=escalation_rule_assignment_strategies'))).toEqual(new Set([true]));
  });

  test('a filter with several ids gives the items of each id', async () => {
    await start();
    const { oncalls, users, teams } = pagerduty.data;
    const wanted = [...new Set(oncalls.map(({ escalation_policy }) => escalation_policy.id))].slice(0, 2);
    const query = wanted.map((id) => `escalation_policy_ids[]=${id}`).join('&');
    expect(await list(`/oncalls?limit=100&${query}`)).toEqual(
      JSON.parse(JSON.stringify(oncalls.filter(({ escalation_policy: { id } }) => wanted.includes(id)))),
    );
    const [one, two] = ids(teams);
    expect(ids(await list(`/users?limit=100&team_ids[]=${one}&team_ids[]=${two}`))).toEqual(
      ids(users.filter((user) => user.teams.some(({ id }) => id === one || id === two))),
    );
  });

  test('schedules with shifts have their own list, which has only references', async () => {
    await start();
    const layers = await list('/schedules?limit=100');
    const shifts = await list('/v3/schedules');
    expect(new Set(layers.map(({ type }) => type))).toEqual(new Set(['schedule']));
    expect(new Set(shifts.flatMap((schedule) => Object.keys(schedule)))).toEqual(
      new Set(['id', 'type', 'summary', 'self', 'html_url']),
    );
    expect(ids(layers).filter((id) => ids(shifts).includes(id))).toEqual([]);
    const { schedule } = await body(`/v3/schedules/${shifts[0].id}`);
    expect(schedule).toEqual(pagerduty.data.shiftSchedules![0]);
    expect((await body('/v3/schedules?total=true')).total).toBeUndefined();
  });

  test('the list lacks a deleted team, and its paths give 404', async () => {
    await start();
    const [{ id }] = pagerduty.data.teams;
    pagerduty.fault({ kind: 'vanish', path: `/teams/${id}`, after: 1 });
    expect((await ask(`/teams/${id}/members`)).status).toBe(200);
    expect(ids(await list('/teams?limit=100'))).toContain(id);
    expect(refusal(await ask(`/teams/${id}/members`))).toEqual([404, 2100]);
    expect(ids(await list('/teams?limit=100'))).not.toContain(id);
    pagerduty.clearFaults();
    expect(ids(await list('/teams?limit=100'))).toContain(id);
  });

  test('the fault "half" changes items and keeps the envelope', async () => {
    await start();
    const [{ id }] = pagerduty.data.users;
    pagerduty.fault({ kind: 'half', path: '/users', fields: ['name', 'teams'], as: 'null', ids: [id] });
    const page = await body('/users');
    expect(page).toMatchObject({ limit: 25, more: true });
    expect((page.users as object[])[0]).toMatchObject({ id, name: null, teams: null });
    expect((page.users as { teams: object }[])[1].teams).not.toBeNull();
  });
});

describe('the rate limit', () => {
  const rateOf = ({ headers }: Reply) =>
    ['limit', 'remaining', 'reset'].map((name) => Number(headers[`ratelimit-${name}`]));

  test('without a limit, answers have no rate limit headers', async () => {
    await start();
    expect(Object.keys((await ask('/teams')).headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  });

  test('the real limit is 960 requests a minute, and every answer tells the rest', async () => {
    await start({ rateLimit: 'real' });
    expect(rateOf(await ask('/teams'))).toEqual([960, 959, 60]);
    expect(rateOf(await ask('/nothing'))).toEqual([960, 958, expect.any(Number)]);
    expect(rateOf(await ask('/teams', { Authorization: '' }))).toEqual([NaN, NaN, NaN]);
  });

  test('a full window gives 429 until it ends', async () => {
    await start({ rateLimit: { size: 2, seconds: 1 } });
    await ask('/teams');
    await ask('/teams');
    const refused = await ask('/teams');
    expect(refusal(refused)).toEqual([429, 2020]);
    expect(rateOf(refused)).toEqual([2, 0, 1]);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect((await ask('/teams')).status).toBe(200);
  });
});

test.each([
  [400, 2001],
  [402, 2014],
  [403, 2010],
  [404, 2100],
  [429, 2020],
  [500, 2000],
])('a fault with status %i has the error code %i of PagerDuty', async (status, code) => {
  await start({ faults: [{ kind: 'status', status }] });
  expect(refusal(await ask('/users'))).toEqual([status, code]);
});

test('kept pages do not differ from other pages, and show the changes of faults', async () => {
  await start({ keepPages: true });
  const queries = ['', '?limit=100&offset=0&total=true', '?limit=100&offset=0&include[]=integrations'];
  const askAll = () => Promise.all(queries.map(async (query) => (await ask(`/services${query}`)).body.toString()));
  const kept = await askAll();
  expect(await askAll()).toEqual(kept);
  expect(new Set(kept).size).toBe(3);
  pagerduty.fault({ kind: 'insert', path: '/services', item: { ...pagerduty.data.services[0], id: 'PNEW' } });
  await ask('/services');
  expect(ids(await list('/services'))[0]).toBe('PNEW');
});
