import { agentTo } from '@j1-integrations/integration-kit/testing';
import { sentryData } from '@j1-integrations/simulators';
import { pathTo } from '@j1-integrations/provider-http';
import { createClient } from './client';
import { configFor, simulated, tidyData } from './testing/simulated';

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

const MEMBERS = pathTo`/organizations/{organization}/members/`;
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);

test('a request has a bearer token, and a slash at the end of its path', async () => {
  const sentry = await simulated({ data: tidyData() });
  await all(createClient(configFor(sentry)).list(MEMBERS));
  expect(sentry.requests.map(({ path }) => path)).toEqual([
    '/api/0/organizations/acme/',
    '/api/0/organizations/acme/members/',
  ]);
  for (const { headers } of sentry.requests) expect(headers.authorization).toBe('Bearer [redacted]');
});

describe('a list', () => {
  test('ends when the header says so, and not at an empty page', async () => {
    const data = sentryData({ members: 45, odd: false });
    const sentry = await simulated({ data, pageSize: 10, emptyPages: [0, 2, 3] });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual(idsOf(data.members));
    expect(sentry.requests).toHaveLength(1 + 5 + 3);
  });

  test('gives an item twice if another one is added during the reading', async () => {
    const data = sentryData({ members: 25, odd: false });
    const sentry = await simulated({ data, pageSize: 10 });
    const before = idsOf(data.members);
    sentry.fault({ kind: 'insert', path: '/api/0/organizations/acme/members/', item: { ...data.members[0], id: '1' } });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual([...before.slice(0, 10), ...before.slice(9)]);
  });

  test('is read only from the configured host, even if the header names another one', async () => {
    const data = sentryData({ members: 15, odd: false });
    const sentry = await simulated({ data, pageSize: 10 });
    const elsewhere = '<https://evil.example.com/?&cursor=100:1:0>; rel="next"; results="true"; cursor="100:1:0"';
    sentry.fault({
      kind: 'status',
      status: 200,
      path: '/api/0/organizations/acme/members/',
      nth: 1,
      body: data.members.slice(0, 10),
      headers: { Link: elsewhere },
    });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual(idsOf(data.members));
  });

  test.each(['', '; results="True"'])('continues if the header has a cursor and %j', async (results) => {
    const data = sentryData({ members: 15, odd: false });
    const sentry = await simulated({ data, pageSize: 10 });
    sentry.fault({
      kind: 'status',
      status: 200,
      path: '/api/0/organizations/acme/members/',
      nth: 1,
      body: data.members.slice(0, 10),
      headers: { Link: `<https://sentry.io/>; rel="next"${results}; cursor="100:1:0"` },
    });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual(idsOf(data.members));
  });

  test('gives items with an id, and counts the others', async () => {
    const sentry = await simulated({ data: tidyData() });
    const body = [{ id: '1' }, { id: null }, null, { email: 'a@example.com' }, { id: 2 }];
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body });
    const client = createClient(configFor(sentry));
    expect(await all(client.list(MEMBERS))).toEqual([{ id: '1' }, { id: '2' }]);
    expect([...client.leftOut!]).toEqual([['/organizations/{organization}/members/', 3]]);
  });

  test.each([
    ['an answer that is not a list', { body: { items: [] } }, 'did not answer with a list'],
    [
      'a next page without a cursor',
      { body: [], headers: { Link: '<https://sentry.io/>; rel="next"; results="true"' } },
      'has more pages, but the header Link has no cursor',
    ],
  ])('%s is an error', async (_name, answer, message) => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', ...answer });
    await expect(all(createClient(configFor(sentry)).list(MEMBERS))).rejects.toThrow(message);
  });

  test.each([100, 250])('of %i members is an error if its full first page has no header', async (members) => {
    const sentry = await simulated({ data: sentryData({ members, odd: false }), dropLinks: true });
    await expect(all(createClient(configFor(sentry)).list(MEMBERS))).rejects.toThrow(
      'has a full page of 100 items without the header Link',
    );
  });

  test.each(['', 'nonsense', '<https://sentry.io/>; rel="previous"; results="false"; cursor="100:-1:1"'])(
    'is an error if its full first page has the header %j',
    async (Link) => {
      const body = Array.from({ length: 100 }, (_, id) => ({ id }));
      const sentry = await simulated({ data: tidyData() });
      sentry.fault({
        kind: 'status',
        status: 200,
        path: '/api/0/organizations/acme/members/',
        body,
        headers: { Link },
      });
      await expect(all(createClient(configFor(sentry)).list(MEMBERS))).rejects.toThrow('without the header Link');
    },
  );

  test('without the header is complete if it is shorter or longer than a page', async () => {
    const body = Array.from({ length: 130 }, (_, id) => ({ id }));
    const old = await simulated({ data: tidyData() });
    old.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body });
    expect(await all(createClient(configFor(old)).list(MEMBERS))).toHaveLength(130);

    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body: [{ id: '7' }] });
    expect(await all(createClient(configFor(sentry)).list(MEMBERS))).toEqual([{ id: '7' }]);
  });
});

describe('a region', () => {
  test('gets no request if the configured host is on this machine, because that may be a tunnel', async () => {
    const data = tidyData();
    const region = await simulated({ data, token: 'one' });
    const sentry = await simulated({ data: structuredClone(data), token: 'one', regionUrl: region.url });
    const client = createClient(configFor(sentry));
    expect(idsOf(await all(client.list(MEMBERS)))).toEqual(idsOf(data.members));
    expect(sentry.requests).toHaveLength(2);
    expect(region.requests).toEqual([]);
  });

  test('is not needed for the lists of the control silo', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    const client = createClient(config, { agent: agentTo(sentry.url) });
    await all(client.list(pathTo`/organizations/{organization}/integrations/`, { silo: 'control' }));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io']);
  });

  test('of sentry.io gets the requests if there is no base URL', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    await all(createClient(config, { agent: agentTo(sentry.url) }).list(MEMBERS));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io', 'de.sentry.io']);
  });

  test('gets no request if it is not a host of sentry.io', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://evil.example.com' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    await all(createClient(config, { agent: agentTo(sentry.url) }).list(MEMBERS));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io', 'sentry.io']);
  });
});

test('the organization is requested only once', async () => {
  const sentry = await simulated({ data: tidyData() });
  const client = createClient(configFor(sentry));
  await Promise.all([client.organization(), client.organization(), all(client.list(MEMBERS))]);
  expect(sentry.requests).toHaveLength(2);
});

test('a closed client sends no more requests to any host', async () => {
  const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
  const config = { ...configFor(sentry), baseUrl: 'https://us.sentry.io' };
  const client = createClient(config, { agent: agentTo(sentry.url) });
  await client.organization();
  client.close();
  await expect(all(client.list(MEMBERS))).rejects.toThrow('was ended');
  await expect(all(client.list(MEMBERS, { silo: 'control' }))).rejects.toThrow('was ended');
  expect(sentry.requests).toHaveLength(1);
});

describe('a limit', () => {
  test('of one endpoint does not delay another endpoint, and all teams are one endpoint', async () => {
    const limit = { requests: 10, windowSeconds: 1, concurrent: 25 };
    const sentry = await simulated({ data: sentryData({ teams: 20, odd: false }), limits: { limit } });
    const client = createClient(configFor(sentry));
    const ended: string[] = [];
    const teams = sentry.data.teams.map(({ id }) => all(client.list(pathTo`/teams/{organization}/${id}/members/`)));
    await Promise.all([
      Promise.all(teams).then(() => ended.push('teams')),
      all(client.list(MEMBERS)).then(() => ended.push('members')),
    ]);
    expect(ended).toEqual(['members', 'teams']);
    expect(sentry.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('on concurrent requests is kept with two requests to spare', async () => {
    const limit = { requests: 1000, windowSeconds: 1, concurrent: 5 };
    const sentry = await simulated({ data: sentryData({ teams: 30, odd: false }), latencyMs: 10, limits: { limit } });
    const client = createClient(configFor(sentry));
    await Promise.all(
      sentry.data.teams.map(({ id }) => all(client.list(pathTo`/teams/{organization}/${id}/members/`))),
    );
    expect(sentry.requests.filter(({ status }) => status === 429)).toEqual([]);
    const times = sentry.requests.flatMap(({ startedAt, endedAt = Infinity }) => [
      [startedAt, 1],
      [endedAt, -1],
    ]);
    let [now, most] = [0, 0];
    for (const [, change] of times.sort(([a], [b]) => a - b)) most = Math.max(most, (now += change));
    expect(most).toBe(3);
  });

  test('that all endpoints share is learned from the 429s', async () => {
    const limits = { shared: true, limit: { requests: 8, windowSeconds: 1, concurrent: 25 } };
    const sentry = await simulated({ data: tidyData(), limits });
    const client = createClient(configFor(sentry));
    const lists = ['members', 'teams', 'projects', 'repos', 'integrations', 'sentry-apps', 'project-keys'];
    const read = await Promise.all(
      lists
        .flatMap((name) => [name, name])
        .map((name) => all(client.list(pathTo`/organizations/{organization}/${name}/`))),
    );
    expect(read[0]).toHaveLength(sentry.data.members.length);
  });
});
