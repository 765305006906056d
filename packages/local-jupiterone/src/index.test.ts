import * as http from 'node:http';
import { gzipSync } from 'node:zlib';
import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION } from './testing';
import { ask, CANARY, createInstance, keyOf, post } from './testing/ask';

let server: LocalJupiterOne;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.1, maxPageSize: 2 });
});
afterAll(() => server.close());

const instanceOf = (id: string) => server.records.instances.find((each) => each.id === id)!;

const DEFINITIONS = '{ integrationDefinitions { definitions { id } pageInfo { endCursor hasNextPage } } }';

test('a request with another Host header is refused, even with the key', async () => {
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { ...keyOf(server), host, 'content-type': 'application/json' };
      const request = http.request(server.url, { method: 'POST', headers }, (response) => {
        resolve(response.resume().statusCode);
      });
      request.on('error', reject).end(JSON.stringify({ query: DEFINITIONS }));
    });
  const { host, port } = new URL(server.url);
  expect(await statusFor(host)).toBe(200);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  for (const other of ['rebound.example.com', `rebound.example.com:${port}`, `127.0.0.1.example.com:${port}`]) {
    expect(await statusFor(other)).toBe(403);
  }
});

describe('the API answers as JupiterOne does', () => {
  test('every answer masks the secrets of a configuration', async () => {
    const id = await createInstance(server);
    const one = await ask(server, 'query ($id: String!) { integrationInstance(id: $id) { config } }', { id });
    const all = await ask(server, '{ integrationInstances { instances { config } } }');
    expect(JSON.stringify(one)).toContain('***masked***');
    expect(JSON.stringify([one, all])).not.toContain(CANARY);
  });

  test('an update in merge mode keeps a secret that it does not name', async () => {
    const id = await createInstance(server);
    await ask(
      server,
      `mutation ($id: String!, $update: UpdateIntegrationInstanceInput!) {
        updateIntegrationInstance(id: $id, update: $update) { id }
      }`,
      { id, update: { config: { userCount: '9' }, updateMode: 'MERGE' } },
    );
    expect(instanceOf(id).config).toEqual({ apiKey: CANARY, userCount: '9' });
  });

  test('a list has pages, and the last one has no cursor', async () => {
    for (let n = 0; n < 5; n++) await createInstance(server);
    type Page = { integrationInstances: { instances: { id: string }[]; pageInfo: { endCursor: string | null } } };
    const page = async (cursor: string | null) =>
      (
        await ask<Page>(
          server,
          `query ($cursor: String) {
            integrationInstances(cursor: $cursor) { instances { id } pageInfo { endCursor hasNextPage } }
          }`,
          { cursor },
        )
      ).data.integrationInstances;
    const ids: string[] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const { instances, pageInfo }: Page['integrationInstances'] = await page(cursor);
      expect(instances.length).toBeLessThanOrEqual(2);
      ids.push(...instances.map((each) => each.id));
      cursor = pageInfo.endCursor;
    }
    expect(ids).toEqual(server.records.instances.map((each) => each.id));
  });

  test('audit events hold the changes without secrets', async () => {
    const id = await createInstance(server);
    const { data } = await ask<{ getAuditEventsForAccount: { items: object[] } }>(
      server,
      `{ getAuditEventsForAccount(limit: 1) { items { resourceId category data } } }`,
    );
    expect(data.getAuditEventsForAccount.items).toEqual([
      expect.objectContaining({ resourceId: id, category: 'integration_instance.created' }),
    ]);
    expect(JSON.stringify(server.records.auditEvents)).not.toContain(CANARY);
  });

  test.each([
    ['a wrong key', { Authorization: 'Bearer wrong' }],
    ['no key', { Authorization: '' }],
    ['another account', { 'JupiterOne-Account': 'other' }],
  ])('%s is answered with 401', async (_, headers) => {
    expect((await post(server, DEFINITIONS, {}, { ...keyOf(server), ...headers })).status).toBe(401);
  });

  test('an unknown path gets 404', async () => {
    const answer = await fetch(`${server.url}/persister/elsewhere`, { method: 'POST', headers: keyOf(server) });
    expect(answer.status).toBe(404);
  });

  test('the older name of the account header works', async () => {
    const { 'JupiterOne-Account': account, Authorization } = keyOf(server);
    expect((await post(server, DEFINITIONS, {}, { 'LifeOmic-Account': account, Authorization })).status).toBe(200);
  });

  test('a root field costs one token, and the headers tell how many are left', async () => {
    const two = '{ a: integrationDefinitions { definitions { id } } b: integrationDefinitions { definitions { id } } }';
    const { headers } = await post(server, two);
    expect(headers.get('ratelimit-limit')).toBe('1000, 1000;window=60, 2000;window=120');
    expect(headers.get('ratelimit-requested')).toBe('2');
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThanOrEqual(998);
  });

  test('a request without tokens gets 429 and the time to wait', async () => {
    const poor = await startLocalJupiterOne({ rateLimit: { limit: 1, windowSeconds: 60 } });
    await post(poor, DEFINITIONS);
    const { status, headers } = await post(poor, DEFINITIONS);
    await poor.close();
    expect(status).toBe(429);
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(50);
  });
});

test('a definition describes each field of its configuration', async () => {
  const { configFields } = server.records.definitions[0];
  expect(configFields.find(({ key }) => key === 'apiKey')).toMatchObject({
    displayName: 'API key',
    description: 'Any text will do.',
  });
  expect(configFields.find(({ key }) => key === 'userCount')!.displayName).toBe('User count');
});

describe('a call of the synchronization API', () => {
  const raw = (headers: Record<string, string>, body: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const sent = http.request(
        `${server.url}/persister/synchronization/jobs`,
        { method: 'POST', headers, agent: false },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        },
      );
      sent.on('error', reject).end(body);
    });

  test('is refused when the Host header names another host', async () => {
    expect(await raw({ ...keyOf(server), Host: 'evil.example.com' }, Buffer.from('{}'))).toBe(403);
    expect(await raw({ ...keyOf(server), Host: 'localhost:1234' }, Buffer.from('{}'))).toBe(400);
  });

  test('is unzipped only with the right key, and only up to a limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'a'));
    const zipped = { 'Content-Encoding': 'gzip' };
    expect(await raw({ ...keyOf(server), Authorization: 'Bearer wrong', ...zipped }, bomb)).toBe(401);
    expect(await raw({ ...keyOf(server), ...zipped }, bomb)).toBe(413);
    expect(await raw({ ...keyOf(server), ...zipped }, Buffer.from('no gzip'))).toBe(400);
  });
});
