import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathTo } from '@j1-integrations/provider-http';
import { createClient } from './client';
import { simulated, tidyData } from './testing/simulated';

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

test('asks for the version, with a bearer token and pages of a thousand', async () => {
  const heroku = await simulated();
  await all(createClient({ apiKey: heroku.token }).list(pathTo`/enterprise-accounts`));
  expect(heroku.requests[0]?.headers).toMatchObject({
    accept: 'application/vnd.heroku+json; version=3',
    range: 'id ..; max=1000;',
    authorization: expect.stringContaining('Bearer'),
  });
});

test('follows Next-Range to the last page, while an item comes into the list between two pages', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0].id;
  const member = data.members[account][0];
  const ids = Array.from({ length: 2300 }, (_, i) => `00000000-0000-4000-9000-${String(i).padStart(12, '0')}`);
  data.members[account] = ids.map((id) => ({ ...member, id, user: { id, email: `${id}@example.com` } }));
  const heroku = await simulated({ data });
  const late = { ...member, id: 'ffffffff-0000-4000-9000-000000000000' };
  heroku.fault({ kind: 'insert', path: `/enterprise-accounts/${account}/members`, item: late });
  const members = await all(
    createClient({ apiKey: heroku.token }).list<{ id: string }>(pathTo`/enterprise-accounts/${account}/members`),
  );
  expect(members.map(({ id }) => id)).toEqual([...ids, late.id]);
  expect(heroku.requests.map(({ status }) => status)).toEqual([206, 206, 200]);
});

test('a list that cannot be sorted by id comes as Heroku sorts it, to its last page', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0].id;
  const [member] = data.members[account];
  const ids = Array.from({ length: 450 }, (_, i) => `00000000-0000-4000-9000-${String(i).padStart(12, '0')}`);
  data.members[account] = ids.map((id) => ({ ...member, id }));
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 416, nth: 1 });
  const members = await all(
    createClient({ apiKey: heroku.token }).list<{ id: string }>(pathTo`/enterprise-accounts/${account}/members`),
  );
  expect(members.map(({ id }) => id)).toEqual(ids);
  expect(heroku.requests.map(({ status, headers }) => [status, headers.range !== undefined])).toEqual([
    [416, true],
    [206, false],
    [206, true],
    [200, true],
  ]);
});

/** Answers by what is asked for, and tells what was. */
async function answering(
  answer: (asked: { accept?: string; range?: string }) => { status: number; body: unknown; next?: string },
) {
  const asked: [accept?: string, range?: string][] = [];
  const server = http.createServer(({ headers: { accept, range } }, response) => {
    asked.push([/version=\S+/.exec(accept ?? '')?.[0], range]);
    const { status, body, next } = answer({ accept, range: range });
    response.writeHead(status, { 'Content-Type': 'application/json', ...(next && { 'Next-Range': next }) });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  process.env.HEROKU_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { client: createClient({ apiKey: 'key' }), asked };
}

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const isVariant = (accept = '') => accept.includes('version=3.team-invitations');
const refusal = (status: number) => ({ status, body: { id: 'x', message: 'In words.' } });
const variant = 'team-invitations';

test('a list by a variant of version 3 is read by it to its last page', async () => {
  const { client, asked } = await answering(({ accept, range }) => {
    if (!isVariant(accept)) return refusal(404);
    return range?.startsWith('id ]')
      ? { status: 200, body: [{ id: 'b' }] }
      : { status: 206, body: [{ id: 'a' }], next: 'id ]a..' };
  });
  expect(await all(client.list(pathTo`/teams/x/invitations`, { variant }))).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect(asked).toEqual([
    ['version=3.team-invitations', 'id ..; max=1000;'],
    ['version=3.team-invitations', 'id ]a..'],
  ]);
});

test.each([400, 403, 404, 406, 422])(
  'a variant that is refused by %i: the list comes by version 3 itself',
  async (status) => {
    const { client, asked } = await answering(({ accept, range }) => {
      if (isVariant(accept)) return refusal(status);
      return range?.startsWith('id ]')
        ? { status: 200, body: [{ id: 'b' }] }
        : { status: 206, body: [{ id: 'a' }], next: 'id ]a..' };
    });
    expect(await all(client.list(pathTo`/teams/x/invitations`, { variant }))).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(asked.map(([version]) => version)).toEqual(['version=3.team-invitations', 'version=3', 'version=3']);
  },
);

test.each([
  [403, 404, 403],
  [404, 403, 403],
  [404, 404, 404],
  [406, 404, 404],
])(
  'a list that the variant refuses by %i and version 3 by %i is one that is refused by %i',
  async (first, second, expected) => {
    const { client } = await answering(({ accept }) => refusal(isVariant(accept) ? first : second));
    await expect(all(client.list(pathTo`/teams/x/invitations`, { variant }))).rejects.toMatchObject({
      status: expected,
    });
  },
);

test('what is asked for alone, before a run, comes without a range too', async () => {
  const { client, asked } = await answering(({ range }) => (range ? refusal(416) : { status: 200, body: [] }));
  await client.check(pathTo`/enterprise-accounts`);
  expect(asked.map(([, range]) => range)).toEqual(['id ..; max=1;', undefined]);
});

test('of a list those items are given that have an id, and the others are counted', async () => {
  const body = [{ id: 'a' }, { name: 'b' }, null, 'c', { id: 5 }, { id: '' }, { id: 'd' }];
  const { client } = await answering(() => ({ status: 200, body }));
  expect(await all(client.list(pathTo`/teams`))).toEqual([{ id: 'a' }, { id: '5' }, { id: 'd' }]);
  expect([...client.leftOut!]).toEqual([['/teams', 4]]);
});

test('a single thing is what Heroku answers, or an error', async () => {
  const heroku = await simulated({ data: tidyData() });
  const client = createClient({ apiKey: heroku.token });
  const [space] = heroku.data.spaces;
  const path = pathTo`/spaces/${space.id}/inbound-ruleset`;
  expect(await client.one(path)).toEqual(heroku.data.inboundRulesets[space.id]);
  heroku.fault({ kind: 'status', status: 200, path, body: 'null' });
  await expect(client.one(path)).rejects.toThrow(`${path} answered no object`);
});

test.each([
  ['a list that is cut without a word on where it goes on', 206, [], 'does not say where it continues'],
  ['an answer that is no list', 200, { items: [] }, 'answered no list'],
])('%s is an error', async (_name, status, body, message) => {
  const { client } = await answering(() => ({ status, body }));
  await expect(all(client.list(pathTo`/teams`))).rejects.toThrow(message);
});

test('knows from the answer which scope a token lacks', async () => {
  const heroku = await simulated({ scopes: ['read'] });
  const team = Object.keys(heroku.data.teamMembers)[0];
  await expect(all(createClient({ apiKey: heroku.token }).list(pathTo`/teams/${team}/members`))).rejects.toMatchObject({
    status: 403,
    missingScope: 'global',
  });
});

test('keeps a tenth of the pool for others: what is beyond it waits', async () => {
  const heroku = await simulated({
    data: tidyData(),
    rateLimit: { size: 4500, refillPerSecond: 0.01, remaining: 460 },
  });
  const client = createClient({ apiKey: heroku.token });
  await client.check(pathTo`/enterprise-accounts`);
  const asked = Array.from({ length: 40 }, () => client.check(pathTo`/enterprise-accounts`).catch(() => 'closed'));
  await until(() => heroku.requests.length >= 9);
  await sleep(300);
  client.close();
  expect(new Set(await Promise.all(asked))).toContain('closed');
  // What refills meanwhile, by Heroku's own rate, is one more at most.
  expect(heroku.requests.length).toBeLessThanOrEqual(11);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}
