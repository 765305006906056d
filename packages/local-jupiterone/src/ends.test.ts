import { gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION } from './testing';
import { ask, createInstance, invoke, keyOf, runToTheEnd } from './testing/ask';
import { setTimeout } from 'node:timers/promises';

let server: LocalJupiterOne;
let now = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.03, now: () => now });
});
afterAll(() => server.close());
afterEach(() => server.faults.clear());

interface Called {
  status: number;
  headers: Headers;
  job: { id: string; status: string; numEntitiesDeleted: number };
  error: { code: string };
}

async function call(path: string, body: object, method = 'POST'): Promise<Called> {
  const answer = await fetch(`${server.url}/persister/synchronization/jobs${path}`, {
    method,
    headers: keyOf(server),
    body: method === 'GET' ? undefined : JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    ...((await answer.json()) as Pick<Called, 'job' | 'error'>),
  };
}

const begin = async (integrationInstanceId: string) =>
  (await call('', { source: 'integration-managed', integrationInstanceId })).job.id;
const user = (n: number) => ({ _key: `sample-user-${n}`, _type: 'sample_user', _class: ['User'], name: `user-${n}` });

async function upload(instanceId: string, entities: object[], partial: string[] = []) {
  const id = await begin(instanceId);
  await call(`/${id}/entities`, { entities });
  await call(`/${id}/finalize`, { partialDatasets: { types: partial } });
  const job = server.records.jobs.find((each) => each.id === id)!;
  while (job.endDate === undefined) await setTimeout(5);
  return job;
}
const jobsOf = (id: string) =>
  server.records.jobs
    .filter((job) => job.integrationInstanceId === id)
    .map(({ id: jobId, status }) => [
      status,
      server.records.events.filter((event) => event.jobId === jobId && event.name.startsWith('error_')).at(0)?.name,
    ]);
const remove = (id: string) =>
  ask<{ deleteIntegrationInstance: object }>(
    server,
    'mutation ($id: String!) { deleteIntegrationInstance(id: $id) { success } }',
    { id },
  );

describe('a silent upload', () => {
  test('a new run of the instance ends it, and it accepts nothing more', async () => {
    const id = await createInstance(server);
    const first = await begin(id);
    await upload(id, [user(1)]);
    expect(jobsOf(id)).toEqual([
      ['FAILED', 'error_upload_superseded'],
      ['COMPLETED', undefined],
    ]);
    expect((await call(`/${first}/entities`, { entities: [user(2)] })).error.code).toBe('JOB_NOT_AWAITING_UPLOADS');
  });

  test('a trigger of the instance ends it, but not a run of the server itself', async () => {
    const id = await createInstance(server);
    await begin(id);
    const { job } = await runToTheEnd(server, id);
    expect(job.status).toBe('COMPLETED');
    expect(jobsOf(id)[0]).toEqual(['FAILED', 'error_upload_superseded']);
    await invoke(server, id);
    expect((await invoke(server, id)).errors![0].extensions!.code).toBe('ALREADY_EXECUTING_ERROR');
  });

  test('24 hours of silence end it', async () => {
    const id = await createInstance(server);
    const job = await begin(id);
    now += 23 * HOUR;
    await call(`/${job}/entities`, { entities: [user(1)] });
    now += 23 * HOUR;
    expect((await call(`/${job}`, {}, 'GET')).job.status).toBe('AWAITING_UPLOADS');
    now += 24 * HOUR;
    await ask(server, '{ integrationInstances { instances { id } } }');
    expect(jobsOf(id)).toEqual([['FAILED', 'error_upload_silent']]);
    expect(server.graphOf(id).entities).toEqual([]);
  });
});

describe('a deleted instance', () => {
  test('it loses its graph, and a running job prevents the deletion', async () => {
    const id = await createInstance(server);
    await upload(id, [user(1), user(2)]);
    const running = await begin(id);
    const refused = await remove(id);
    expect(refused.errors![0]).toMatchObject({
      message: expect.stringContaining(running) as string,
      extensions: { code: 'ALREADY_EXECUTING_ERROR' },
    });
    expect(server.graphOf(id).entities).toHaveLength(2);
    await call(`/${running}/abort`, { reason: 'by hand' });
    expect((await remove(id)).data.deleteIntegrationInstance).toEqual({ success: true });
    expect(server.graphOf(id)).toEqual({ entities: [], relationships: [] });
    expect(jobsOf(id)).toHaveLength(2);
  });
});

describe('the tags of an instance', () => {
  test.each([
    [
      { AccountName: true, Production: true },
      { 'tag.AccountName': 'Sample', 'tag.Production': true },
    ],
    [
      { AccountName: 'Ours', Production: false, team: 'web' },
      { 'tag.AccountName': 'Ours', 'tag.team': 'web' },
    ],
    [{ AccountName: false }, {}],
  ])('%j', async (tags, given) => {
    const id = await createInstance(server, { '@tag': tags });
    await upload(id, [user(1)]);
    expect(server.graphOf(id).entities).toEqual([{ ...user(1), ...given }]);
    await runToTheEnd(server, id);
    for (const entity of server.graphOf(id).entities) expect(entity).toMatchObject(given);
  });

  test('partial types give the job errors', async () => {
    const id = await createInstance(server);
    const { status, errorsOccurred } = await upload(id, [user(1)], ['sample_user']);
    expect([status, errorsOccurred]).toEqual(['COMPLETED_WITH_ERRORS', true]);
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

test('a fault can answer an object', async () => {
  server.faults.add({ answer: { status: 418, body: { error: { code: 'TEAPOT' } } } });
  expect(await call('', {})).toMatchObject({ status: 418, error: { code: 'TEAPOT' } });
});

describe('the rules of the server', () => {
  test("the rate limit headers have JupiterOne's form", async () => {
    const { headers } = await fetch(server.url, {
      method: 'POST',
      headers: { ...keyOf(server), 'Content-Type': 'application/json' },
      body: JSON.stringify({
        query: '{ a: integrationInstances { instances { id } } b: integrationInstances { instances { id } } }',
      }),
    });
    expect(headers.get('ratelimit-limit')).toBe('1000, 1000;window=60, 2000;window=120');
    expect(headers.get('ratelimit-requested')).toBe('2');
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThanOrEqual(998);
  });

  const raw = (headers: Record<string, string>, body: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${server.url}/persister/synchronization/jobs`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      });
      sent.on('error', reject).end(body);
    });

  test('a request from a web page is refused', async () => {
    expect(await raw({ ...keyOf(server), Host: 'evil.example.com' }, Buffer.from('{}'))).toBe(403);
    expect(await raw({ ...keyOf(server), Host: 'localhost:1234' }, Buffer.from('{}'))).toBe(400);
  });

  test('a zipped body is unzipped only with the key, and within a limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'a'));
    const zipped = { 'Content-Encoding': 'gzip' };
    expect(await raw({ ...keyOf(server), Authorization: 'Bearer wrong', ...zipped }, bomb)).toBe(401);
    expect(await raw({ ...keyOf(server), ...zipped }, bomb)).toBe(413);
    expect(await raw({ ...keyOf(server), ...zipped }, Buffer.from('no gzip'))).toBe(400);
  });
});
