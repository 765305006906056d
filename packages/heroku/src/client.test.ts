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
  ['a list that is cut without a word on where it goes on', 206, [], 'does not say where it goes on'],
  ['an answer that is no list', 200, { items: [] }, 'answered no list'],
])('%s is an error', async (_name, status, body, message) => {
  const server = http.createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.HEROKU_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(all(createClient({ apiKey: 'key' }).list(pathTo`/teams`))).rejects.toThrow(message);
  server.closeAllConnections();
  server.close();
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
