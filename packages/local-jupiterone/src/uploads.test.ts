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

describe('the server ends an open upload', () => {
  test('when a new run of the instance starts, and then refuses more objects', async () => {
    const id = await createInstance(server);
    const first = await begin(id);
    await upload(id, [user(1)]);
    expect(jobsOf(id)).toEqual([
      ['FAILED', 'error_upload_superseded'],
      ['COMPLETED', undefined],
    ]);
    expect((await call(`/${first}/entities`, { entities: [user(2)] })).error.code).toBe('JOB_NOT_AWAITING_UPLOADS');
  });

  test('when the instance is triggered, but not while the server runs the instance', async () => {
    const id = await createInstance(server);
    await begin(id);
    const { job } = await runToTheEnd(server, id);
    expect(job.status).toBe('COMPLETED');
    expect(jobsOf(id)[0]).toEqual(['FAILED', 'error_upload_superseded']);
    await invoke(server, id);
    expect((await invoke(server, id)).errors![0].extensions!.code).toBe('ALREADY_EXECUTING_ERROR');
  });

  test('after 24 hours without a call', async () => {
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

describe('the deletion of an instance', () => {
  test('deletes its graph, and is refused during a job', async () => {
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

describe('an upload', () => {
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
  ])('gives every entity the tags %j of the configuration', async (tags, given) => {
    const id = await createInstance(server, { '@tag': tags });
    await upload(id, [user(1)]);
    expect(server.graphOf(id).entities).toEqual([{ ...user(1), ...given }]);
    await runToTheEnd(server, id);
    for (const entity of server.graphOf(id).entities) expect(entity).toMatchObject(given);
  });

  test('with partial types gives the job errors', async () => {
    const id = await createInstance(server);
    const { status, errorsOccurred } = await upload(id, [user(1)], ['sample_user']);
    expect([status, errorsOccurred]).toEqual(['COMPLETED_WITH_ERRORS', true]);
  });
});
