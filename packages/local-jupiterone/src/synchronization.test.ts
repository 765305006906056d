import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION, SAMPLE_PROJECT } from './testing';

const CLI = join(dirname(require.resolve('@jupiterone/integration-sdk-cli/package.json')), 'bin', 'j1-integration');
const INSTANCE = 'instance-of-the-sample';

let server: LocalJupiterOne;
let project: string;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.05 });
  server.records.instances.push({
    id: INSTANCE,
    accountId: server.account,
    name: 'Sample',
    integrationDefinitionId: 'sample-definition',
    pollingInterval: 'DISABLED',
    config: {},
  });
  project = await mkdtemp(join(tmpdir(), 'sample-'));
  await symlink(join(SAMPLE_PROJECT, 'src'), join(project, 'src'));
});
afterAll(async () => {
  await server.close();
  await rm(project, { recursive: true, force: true });
});
afterEach(() => server.faults.clear());

/** Runs the SDK's own command in the integration's folder. */
async function j1Integration(command: string, config: Record<string, string>, args: string[] = ['-i', INSTANCE]) {
  const api = command === 'collect' ? [] : ['--api-base-url', server.url, ...args];
  return promisify(execFile)(process.execPath, [CLI, command, '--project-path', project, ...api], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      JUPITERONE_ACCOUNT: server.account,
      JUPITERONE_API_KEY: server.apiKey,
      API_KEY: 'a-key',
      ...config,
    },
  });
}

async function lastJob() {
  const job = server.records.jobs.at(-1)!;
  while (job.endDate === undefined) await setTimeout(10);
  return job;
}

describe("the SDK's own commands work with the server", () => {
  test.each([
    ['warns', 'COMPLETED_WITH_WARNINGS'],
    ['invalid', 'FAILED'],
  ])('j1-integration run of the behaviour %s: %s', async (BEHAVIOUR, status) => {
    await j1Integration('run', { BEHAVIOUR });
    expect(await lastJob()).toMatchObject({ status, integrationInstanceId: INSTANCE });
  });

  test('a batch with a lost answer counts once, and a failed step gives the job errors', async () => {
    server.faults.add({ at: 'entities', act: true, connection: 'reset' });
    await j1Integration('run', { BEHAVIOUR: 'step-fails' });
    expect(await lastJob()).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', errorsOccurred: true });
    expect(server.graphOf(INSTANCE).entities).toHaveLength(5);
  });

  test('j1-integration sync uploads for an instance and a scope, and an unknown instance is refused', async () => {
    await j1Integration('collect', {});
    const jobs = server.records.jobs.length;
    await j1Integration('sync', {}, ['--source', 'api', '--scope', 'by-hand']);
    while (server.graphOf('by-hand').entities.length < 5) await setTimeout(10);
    expect(server.records.jobs).toHaveLength(jobs);
    await expect(j1Integration('sync', {}, ['-i', 'nobody'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('INTEGRATION_INSTANCE_NOT_FOUND') as string,
    });
  });
});

describe('the synchronization API', () => {
  async function call(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const answer = await fetch(`${server.url}/persister/synchronization/jobs${path}`, {
      method: 'POST',
      headers: { 'LifeOmic-Account': server.account, Authorization: `Bearer ${server.apiKey}`, ...headers },
      body,
    });
    return {
      status: answer.status,
      ...((await answer.json()) as { job: { id: string; [count: string]: unknown }; error: object }),
    };
  }
  const begin = async () => (await call('', JSON.stringify({ source: 'api', scope: 'raw' }))).job.id;
  const entity = (_key: string, name = 'x') => ({ _key, _type: 'sample_user', _class: 'User', name });
  const entities = (...all: object[]) => JSON.stringify({ entities: all });

  test('refuses an upload after finalize', async () => {
    const id = await begin();
    await call(`/${id}/finalize`, '{}');
    expect(await call(`/${id}/entities`, entities(entity('a')))).toMatchObject({
      status: 400,
      error: { code: 'JOB_NOT_AWAITING_UPLOADS' },
    });
  });

  test('refuses a whole batch when two entities have the same key', async () => {
    const id = await begin();
    await call(`/${id}/entities`, entities(entity('a')));
    const { status, error } = await call(`/${id}/entities`, entities(entity('b'), entity('a', 'y')));
    expect({ status, error }).toMatchObject({ status: 400, error: { code: 'DUPLICATE_KEY' } });
    expect((await call(`/${id}/entities`, entities(entity('a')))).job.numEntitiesUploaded).toBe(1);
  });

  test('refuses a batch over 6 MB', async () => {
    const id = await begin();
    const large = entities(entity('a', 'x'.repeat(6 * 1024 * 1024)));
    expect((await call(`/${id}/entities`, large)).status).toBe(413);
  });

  test('refuses entities that are not a list, a wrong key, and a body that is not JSON', async () => {
    const id = await begin();
    expect((await call(`/${id}/entities`, '{"entities":{}}')).error).toMatchObject({ code: 'ENTITIES_IS_NOT_ARRAY' });
    expect((await call(`/${id}/entities`, '{')).status).toBe(400);
    expect((await call(`/${id}/entities`, 'null')).status).toBe(400);
    expect(await call('', '{}', { Authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      error: { code: 'UNAUTHORIZED' },
    });
  });

  test('refuses an unknown sync mode, because that could delete too much', async () => {
    const { status, error } = await call('', JSON.stringify({ source: 'api', scope: 'raw', syncMode: 'PATCH' }));
    expect({ status, error }).toMatchObject({
      status: 400,
      error: { message: expect.stringContaining('syncMode') as string },
    });
  });

  test('accepts a zipped batch of a newer SDK', async () => {
    const id = await begin();
    const zipped = new Uint8Array(gzipSync(entities(entity('a'), entity('b'))));
    const { job } = await call(`/${id}/entities`, zipped, { 'Content-Encoding': 'gzip' });
    expect(job.numEntitiesUploaded).toBe(2);
  });
});
