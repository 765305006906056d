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

test('a request has the version, a bearer token and a range of a thousand', async () => {
  const heroku = await simulated();
  await all(createClient({ apiKey: heroku.token }).list(pathTo`/enterprise-accounts`));
  expect(heroku.requests[0]?.headers).toMatchObject({
    accept: 'application/vnd.heroku+json; version=3',
    range: 'id ..; max=1000;',
    authorization: expect.stringContaining('Bearer'),
  });
});

test('the client follows Next-Range to the last page, even if an item is added during the run', async () => {
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

test('a list that refuses the range is read without it, to the last page', async () => {
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

/** Starts a server with the given answers. `asked` has the versions and ranges of the requests. */
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

test('a list with a variant of version 3 is read to its last page', async () => {
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

test.each([400, 403, 404, 406, 422])('after a %i for the variant, the list is read with version 3', async (status) => {
  const { client, asked } = await answering(({ accept, range }) => {
    if (isVariant(accept)) return refusal(status);
    return range?.startsWith('id ]')
      ? { status: 200, body: [{ id: 'b' }] }
      : { status: 206, body: [{ id: 'a' }], next: 'id ]a..' };
  });
  expect(await all(client.list(pathTo`/teams/x/invitations`, { variant }))).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect(asked.map(([version]) => version)).toEqual(['version=3.team-invitations', 'version=3', 'version=3']);
});

test.each([
  [403, 404, 403],
  [404, 403, 403],
  [404, 404, 404],
  [406, 404, 404],
])('if the variant answers %i and version 3 answers %i, the error is %i', async (first, second, expected) => {
  const { client } = await answering(({ accept }) => refusal(isVariant(accept) ? first : second));
  await expect(all(client.list(pathTo`/teams/x/invitations`, { variant }))).rejects.toMatchObject({
    status: expected,
  });
});

test('a check that is refused with a range is repeated without it', async () => {
  const { client, asked } = await answering(({ range }) => (range ? refusal(416) : { status: 200, body: [] }));
  await client.check(pathTo`/enterprise-accounts`);
  expect(asked.map(([, range]) => range)).toEqual(['id ..; max=1;', undefined]);
});

test('items without an id are left out and counted', async () => {
  const body = [{ id: 'a' }, { name: 'b' }, null, 'c', { id: 5 }, { id: '' }, { id: 'd' }];
  const { client } = await answering(() => ({ status: 200, body }));
  expect(await all(client.list(pathTo`/teams`))).toEqual([{ id: 'a' }, { id: '5' }, { id: 'd' }]);
  expect([...client.leftOut!]).toEqual([['/teams', 4]]);
});

test('a single item is returned, and null is an error', async () => {
  const heroku = await simulated({ data: tidyData() });
  const client = createClient({ apiKey: heroku.token });
  const [space] = heroku.data.spaces;
  const path = pathTo`/spaces/${space.id}/inbound-ruleset`;
  expect(await client.one(path)).toEqual(heroku.data.inboundRulesets[space.id]);
  heroku.fault({ kind: 'status', status: 200, path, body: 'null' });
  await expect(client.one(path)).rejects.toThrow(`${path} did not answer with an object`);
});

test.each([
  ['a cut list without Next-Range', 206, [], 'cut the list without the header Next-Range'],
  ['an answer that is not a list', 200, { items: [] }, 'did not answer with a list'],
])('%s is an error', async (_name, status, body, message) => {
  const { client } = await answering(() => ({ status, body }));
  await expect(all(client.list(pathTo`/teams`))).rejects.toThrow(message);
});

test('the error names the scope that the token lacks', async () => {
  const heroku = await simulated({ scopes: ['read'] });
  const team = Object.keys(heroku.data.teamMembers)[0];
  await expect(all(createClient({ apiKey: heroku.token }).list(pathTo`/teams/${team}/members`))).rejects.toMatchObject({
    status: 403,
    missingScope: 'global',
  });
});

test('a tenth of the rate limit is left for others, and further requests wait', async () => {
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
  // At most one request is refilled meanwhile.
  expect(heroku.requests.length).toBeLessThanOrEqual(11);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}
