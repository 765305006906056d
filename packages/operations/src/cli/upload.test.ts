import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { collectedFolder, user, users } from '../testing/collected';
import { useCli } from '../testing/cli';
import { addInstance } from '../testing/server';

const cli = useCli();
const { ops } = cli;

/** The graph of an instance after the end of its last job. */
async function stored(id: string) {
  const job = cli.server.records.jobs.filter((each) => each.integrationInstanceId === id).at(-1);
  while (job && job.endDate === undefined) await setTimeout(10);
  const { entities, relationships } = cli.server.graphOf(id);
  return { status: job?.status, entities: entities.length, relationships: relationships.length };
}

const knows = {
  _key: 'a-knows-b',
  _type: 'sample_user_knows_user',
  _class: 'KNOWS',
  _fromEntityKey: 'sample-user-1',
  _toEntityKey: 'sample-user-2',
};

test('upload sends batches to the named instance and waits for the job', async () => {
  const id = addInstance(cli.server, { name: 'By its name' });
  const folder = await collectedFolder({ 'fetch-users': { entities: users(1100), relationships: [knows] } });
  const { code, stdout } = await ops(['upload', folder, '--instance', 'By its name', '--wait', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    instanceId: id,
    status: 'COMPLETED',
    entities: 1100,
    relationships: 1,
    partialTypes: [],
  });
  expect(await stored(id)).toEqual({ status: 'COMPLETED', entities: 1100, relationships: 1 });
  const again = await ops(['upload', join(folder, '.j1-integration'), '--instance', id]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/uploaded +1,100 entities, 1 relationship/) });
});

test('a failed step keeps the data of its types, and job and command end with errors', async () => {
  const id = addInstance(cli.server);
  const upload = (folder: string) => ops(['upload', folder, '--instance', id]);
  await upload(await collectedFolder({ 'fetch-users': { entities: users(5) } }));
  await stored(id);
  const half = { 'fetch-users': { status: 'failure', entities: users(2) }, 'fetch-groups': {} };
  const { code, stdout } = await upload(await collectedFolder(half, ['sample_user']));
  expect([code, stdout]).toEqual([3, expect.stringMatching(/incomplete +sample_user/)]);
  expect(await stored(id)).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', entities: 5 });
});

test('the job gets the events of the run, and a warning of the run is a warning of the job', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(2) } });
  const events = [
    { time: '2026-01-01T00:00:00Z', level: 'info', name: 'step_end', step: 'Users', description: 'Users is done.' },
    { level: 'warn', name: 'warn_missing_permission', description: 'The provider refused the keys.' },
    { level: 'error', name: 'step_failure', step: 'Apps', code: 'PROVIDER_API_ERROR', description: 'answered 503' },
  ];
  const write = (run: object) => writeFile(join(folder, '.j1-integration', 'run.json'), JSON.stringify(run));
  await write({ formatVersion: 1, events: events.slice(0, 2) });
  expect((await ops(['upload', folder, '--instance', id])).code).toBe(0);
  expect((await stored(id)).status).toBe('COMPLETED_WITH_WARNINGS');
  await write({ formatVersion: 1, events });
  await ops(['upload', folder, '--instance', id]);
  expect((await stored(id)).status).toBe('COMPLETED_WITH_ERRORS');
  const descriptions = cli.server.records.events.map(({ description }) => description);
  expect(descriptions).toContain('Apps: answered 503 (PROVIDER_API_ERROR)');
  // An unknown format version does not prevent the upload.
  await write({ formatVersion: 2, events: 'many' });
  expect((await ops(['upload', folder, '--instance', id])).code).toBe(0);
  expect((await stored(id)).status).toBe('COMPLETED');
});

test('nothing is uploaded when every step failed, and the job is FAILED', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { status: 'failure' } }, ['sample_user']);
  const { code, stderr } = await ops(['upload', folder, '--instance', id]);
  expect([code, stderr]).toEqual([1, 'error: Every step of the collect failed: nothing was uploaded\n']);
  expect((await stored(id)).status).toBe('FAILED');
});

const KEY = 'canary-key-91c4';
const ECHO = JSON.stringify({ error: { code: 'UNAUTHORIZED', message: `Bearer ${KEY} is not known` } });

describe.each(['initiate', 'entities', 'finalize'])('no output holds the key after a failure at "%s"', (at) => {
  test.each([
    ['a 401 that echoes it', { answer: { status: 401, body: ECHO } }, 77],
    ['a 307', { answer: { status: 307, headers: { location: `http://127.0.0.1:9/?key=${KEY}` } } }, 69],
    ['a reset', { connection: 'reset' as const }, 69],
    ['a page', { answer: { status: 200, body: `<html>${KEY}`, headers: { 'Content-Type': 'text/html' } } }, 69],
  ])('%s', async (_, fault, exitCode) => {
    const id = addInstance(cli.server);
    const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });
    cli.server.faults.add({ at, times: Infinity, ...fault });
    const { code, stdout, stderr } = await ops(['upload', folder, '--instance', id]);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(/^error: /m);
    expect(stdout + stderr).not.toContain(KEY);
    const { status, entities } = await stored(id);
    expect([status, entities]).toEqual([at === 'initiate' ? undefined : 'FAILED', 0]);
  });
});

test('no output holds the key after a refused connection', async () => {
  const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });
  const env = { JUPITERONE_BASE_URL: 'http://127.0.0.1:9' };
  const { code, stderr } = await ops(['upload', folder, '--instance', addInstance(cli.server)], { env });
  expect([code, stderr]).toEqual([69, expect.stringContaining('ECONNREFUSED')]);
  expect(stderr).not.toContain(KEY);
});

test('after a lost answer a batch counts once, and finalize reads the job', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(300) } });
  cli.server.faults.add({ at: 'entities', act: true, connection: 'reset' });
  cli.server.faults.add({ at: 'finalize', act: true, connection: 'reset' });
  expect((await ops(['upload', folder, '--instance', id])).code).toBe(0);
  expect(await stored(id)).toMatchObject({ status: 'COMPLETED', entities: 300 });
});

test('a batch that is too large is halved, and a single object loses its raw data', async () => {
  const id = addInstance(cli.server);
  const raw = { _rawData: [{ name: 'default', rawData: { text: 'x'.repeat(6 * 1024 * 1024) } }] };
  const folder = await collectedFolder({ 'fetch-users': { entities: [...users(3), user(4, raw)] } });
  cli.server.faults.add({ at: 'entities', answer: { status: 413, body: '{}' } });
  expect((await ops(['upload', folder, '--instance', id])).code).toBe(0);
  expect(await stored(id)).toMatchObject({ status: 'COMPLETED', entities: 4 });
});

test('Ctrl-C aborts the job, and JupiterOne changes nothing', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });
  cli.server.faults.add({ at: 'entities', hang: true });
  let isSending = false;
  const { code, stderr } = await ops(['upload', folder, '--instance', id], {
    env: { PROVIDER_HTTP_DEFAULTS: '{}' },
    interruptWhen() {
      isSending ||= cli.server.records.events.some(({ name }) => name === 'step_end');
      return isSending && cli.server.records.jobs.some((job) => job.integrationInstanceId === id);
    },
  });
  expect([code, stderr]).toEqual([130, expect.stringContaining('JupiterOne changes nothing')]);
  expect(await stored(id)).toMatchObject({ status: 'FAILED', entities: 0 });
});

test('an incomplete collect is refused before a request', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });
  await rm(join(folder, '.j1-integration', 'summary.json'));
  const without = await ops(['upload', folder, '--instance', id]);
  expect([without.code, without.stderr]).toEqual([65, expect.stringContaining('holds no complete collect')]);
  await writeFile(join(folder, '.j1-integration', 'summary.json'), '{}');
  const wrong = await ops(['upload', folder, '--instance', id]);
  expect([wrong.code, wrong.stderr]).toEqual([65, expect.stringContaining('is not the summary')]);
  expect((await stored(id)).status).toBeUndefined();
});

test('a name of several instances is refused with their ids', async () => {
  const ids = ['Twice', 'Twice'].map((name) => addInstance(cli.server, { name }));
  const folder = await collectedFolder({ 'fetch-users': { entities: users(1) } });
  const { code, stderr } = await ops(['upload', folder, '--instance', 'Twice']);
  expect([code, stderr]).toEqual([65, expect.stringContaining(ids.join(', '))]);
});
