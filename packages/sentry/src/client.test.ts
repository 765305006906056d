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

test('asks with a bearer token, and with the slash at the end', async () => {
  const sentry = await simulated({ data: tidyData() });
  await all(createClient(configFor(sentry)).list(MEMBERS));
  expect(sentry.requests.map(({ path }) => path)).toEqual([
    '/api/0/organizations/acme/',
    '/api/0/organizations/acme/members/',
  ]);
  for (const { headers } of sentry.requests) expect(headers.authorization).toBe('Bearer [redacted]');
});

describe('pages', () => {
  test('go on until Sentry says that nothing follows, and not at an empty one', async () => {
    const data = sentryData({ members: 45, odd: false });
    const sentry = await simulated({ data, pageSize: 10, emptyPages: [0, 2, 3] });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual(idsOf(data.members));
    expect(sentry.requests).toHaveLength(1 + 5 + 3);
  });

  test('give an item that comes into the list meanwhile, and one of the others twice', async () => {
    const data = sentryData({ members: 25, odd: false });
    const sentry = await simulated({ data, pageSize: 10 });
    const before = idsOf(data.members);
    sentry.fault({ kind: 'insert', path: '/api/0/organizations/acme/members/', item: { ...data.members[0], id: '1' } });
    const members = await all(createClient(configFor(sentry)).list<{ id: string }>(MEMBERS));
    expect(idsOf(members)).toEqual([...before.slice(0, 10), ...before.slice(9)]);
  });

  test('are asked for on our own host, whatever host the link names', async () => {
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

  test.each(['', '; results="True"'])('go on where the link has a cursor and says %j of results', async (results) => {
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

  test('give items with an id, and count the others', async () => {
    const sentry = await simulated({ data: tidyData() });
    const body = [{ id: '1' }, { id: null }, null, { email: 'a@example.com' }, { id: 2 }];
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body });
    const client = createClient(configFor(sentry));
    expect(await all(client.list(MEMBERS))).toEqual([{ id: '1' }, { id: '2' }]);
    expect([...client.leftOut!]).toEqual([['/organizations/{organization}/members/', 3]]);
  });

  test.each([
    ['an answer that is no list', { body: { items: [] } }, 'answered no list'],
    [
      'a list that is cut without a word on where it goes on',
      { body: [], headers: { Link: '<https://sentry.io/>; rel="next"; results="true"' } },
      'does not say where it goes on',
    ],
  ])('%s is an error', async (_name, answer, message) => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', ...answer });
    await expect(all(createClient(configFor(sentry)).list(MEMBERS))).rejects.toThrow(message);
  });

  test.each([100, 250])('of %i members the first page is full, and without a link an error', async (members) => {
    const sentry = await simulated({ data: sentryData({ members, odd: false }), dropLinks: true });
    await expect(all(createClient(configFor(sentry)).list(MEMBERS))).rejects.toThrow(
      'came with a full page of 100 and without the header Link',
    );
  });

  test.each(['', 'nonsense', '<https://sentry.io/>; rel="previous"; results="false"; cursor="100:-1:1"'])(
    'nor is a full page the last by the link %j',
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

  test('a list without a link that is not full, or longer than any page, is all of it', async () => {
    const body = Array.from({ length: 130 }, (_, id) => ({ id }));
    const old = await simulated({ data: tidyData() });
    old.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body });
    expect(await all(createClient(configFor(old)).list(MEMBERS))).toHaveLength(130);

    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 200, path: '/api/0/organizations/acme/members/', body: [{ id: '7' }] });
    expect(await all(createClient(configFor(sentry)).list(MEMBERS))).toEqual([{ id: '7' }]);
  });
});

describe('regions', () => {
  test('what a server on this machine, which may be a tunnel, calls its region gets no request', async () => {
    const data = tidyData();
    const region = await simulated({ data, token: 'one' });
    const sentry = await simulated({ data: structuredClone(data), token: 'one', regionUrl: region.url });
    const client = createClient(configFor(sentry));
    expect(idsOf(await all(client.list(MEMBERS)))).toEqual(idsOf(data.members));
    expect(sentry.requests).toHaveLength(2);
    expect(region.requests).toEqual([]);
  });

  test('what the control silo has is asked of it, without asking for the region first', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    const client = createClient(config, { agent: agentTo(sentry.url) });
    await all(client.list(pathTo`/organizations/{organization}/integrations/`, { silo: 'control' }));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io']);
  });

  test('without a base URL it is sentry.io, and then the region of sentry.io that it names', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    await all(createClient(config, { agent: agentTo(sentry.url) }).list(MEMBERS));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io', 'de.sentry.io']);
  });

  test('a host that is no region of sentry.io gets no request', async () => {
    const sentry = await simulated({ data: tidyData(), regionUrl: 'https://evil.example.com' });
    const { baseUrl: _none, ...config } = configFor(sentry);
    await all(createClient(config, { agent: agentTo(sentry.url) }).list(MEMBERS));
    expect(sentry.requests.map(({ headers }) => headers.host)).toEqual(['sentry.io', 'sentry.io']);
  });
});

test('the organization is asked for once, however many want it', async () => {
  const sentry = await simulated({ data: tidyData() });
  const client = createClient(configFor(sentry));
  await Promise.all([client.organization(), client.organization(), all(client.list(MEMBERS))]);
  expect(sentry.requests).toHaveLength(2);
});

test('what is closed asks for nothing more, in any of its hosts', async () => {
  const sentry = await simulated({ data: tidyData(), regionUrl: 'https://de.sentry.io' });
  const config = { ...configFor(sentry), baseUrl: 'https://us.sentry.io' };
  const client = createClient(config, { agent: agentTo(sentry.url) });
  await client.organization();
  client.close();
  await expect(all(client.list(MEMBERS))).rejects.toThrow('was ended');
  await expect(all(client.list(MEMBERS, { silo: 'control' }))).rejects.toThrow('was ended');
  expect(sentry.requests).toHaveLength(1);
});

describe('limits', () => {
  test('of one endpoint do not hold up another, and all teams are one endpoint', async () => {
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

  test('on what is under way at once are kept two below', async () => {
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

  test('that all endpoints share are learnt from the refusals', async () => {
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
