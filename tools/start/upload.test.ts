import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalJupiterOne, type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import {
  startHeroku,
  startPagerDuty,
  type HerokuSimulator,
  type PagerDutySimulator,
} from '@j1-integrations/simulators';
import { EXIT } from '@j1-integrations/terminal';
import { ROOT } from '../paths';

const KEY = 'canary-key-5e1f8a02';
const QUICK = JSON.stringify({ backoffBaseSeconds: 0.01, attempts: 2 });

let jupiterone: LocalJupiterOne;
let heroku: HerokuSimulator;
let pagerduty: PagerDutySimulator;
let folder: string;
/** A successful run of both providers. */
let first: Awaited<ReturnType<typeof startUpload>>;

beforeAll(async () => {
  jupiterone = await startLocalJupiterOne({ apiKey: KEY, persistSeconds: 0.1 });
  for (const type of ['heroku', 'pagerduty']) {
    jupiterone.records.instances.push({
      id: `${type}-1`,
      name: `Our ${type}`,
      accountId: jupiterone.account,
      integrationDefinitionId: `${type}-definition`,
      pollingInterval: 'DISABLED',
      config: {},
    });
  }
  await open();
  first = await startUpload({ ...pagerDutyCredentials(), PAGERDUTY_INSTANCE: 'pagerduty-1' });
  await close();
});
beforeEach(open);
afterEach(close);
afterAll(() => jupiterone.close());

async function open() {
  heroku = await startHeroku();
  pagerduty = await startPagerDuty();
  folder = await mkdtemp(join(tmpdir(), 'npm start upload '));
}

async function close() {
  await heroku.close();
  await pagerduty.close();
  jupiterone.faults.clear();
  await rm(folder, { recursive: true, force: true });
}

const pagerDutyCredentials = () => ({ PAGERDUTY_API_KEY: pagerduty.token, PAGERDUTY_API_URL: pagerduty.url });

interface StartOptions {
  /** Sends a Ctrl-C as soon as it returns true. */
  interruptWhen?: () => boolean;
}

/** Runs `npm start -- --upload` with Heroku's credentials and these variables. Also checks that the JupiterOne key is in no output. */
async function startUpload(env: Record<string, string | undefined> = {}, { interruptWhen }: StartOptions = {}) {
  const envFile = join(folder, 'env');
  await writeFile(envFile, `JUPITERONE_API_KEY=${KEY}\n`);
  const command = join(ROOT, 'tools/dist/start/index.js');
  const args = [command, '--upload', '--runs', join(folder, 'runs'), '--env', envFile];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HEROKU_API_KEY: heroku.token,
      HEROKU_API_URL: heroku.url,
      HEROKU_INSTANCE: 'Our heroku',
      JUPITERONE_ACCOUNT: jupiterone.account,
      JUPITERONE_BASE_URL: jupiterone.url,
      PROVIDER_HTTP_DEFAULTS: QUICK,
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece) => (stdout += String(piece)));
  child.stderr.on('data', (piece) => (stderr += String(piece)));
  const interrupter = setInterval(() => {
    if (!interruptWhen?.()) return;
    clearInterval(interrupter);
    child.kill('SIGINT');
  }, 20);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(interrupter);
  expect(stdout + stderr + (await everythingWritten())).not.toContain(KEY);
  return { exitCode, stdout, stderr };
}

async function everythingWritten(): Promise<string> {
  const runs = await readdir(join(folder, 'runs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const texts = runs.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

const lastJob = (id: string) =>
  jupiterone.records.jobs.filter(({ integrationInstanceId }) => integrationInstanceId === id).at(-1);

const countOf = (id: string, type: string) =>
  jupiterone.graphOf(id).entities.filter(({ _type }) => _type === type).length;

test('npm start --upload stores each graph in its instance', () => {
  expect([first.exitCode, first.stderr]).toEqual([0, expect.not.stringContaining('is not uploaded')]);
  const teams = [...Object.values(heroku.data.teams).flat(), ...heroku.data.otherTeams];
  expect(countOf('heroku-1', 'heroku_team')).toBe(new Set(teams.map(({ id }) => id)).size);
  expect(countOf('pagerduty-1', 'pagerduty_user')).toBe(new Set(pagerduty.data.users.map(({ id }) => id)).size);
  const { entities, relationships } = jupiterone.graphOf('heroku-1');
  const counts = `${entities.length} entities and ${relationships.length} relationships`;
  expect(first.stdout).toContain(
    `Heroku: ${counts} uploaded to Our heroku, job ${lastJob('heroku-1')?.id}: COMPLETED\n`,
  );
});

test('a failed step gives a job COMPLETED_WITH_ERRORS, which deletes nothing of its types', async () => {
  const before = countOf('heroku-1', 'heroku_application');
  expect(before).toBeGreaterThan(0);
  heroku.fault({ kind: 'status', status: 403, path: '/teams/*/apps' });
  const { exitCode, stdout } = await startUpload();
  expect([exitCode, stdout]).toEqual([
    EXIT.bad,
    expect.stringMatching(/uploaded to Our heroku, .*: COMPLETED_WITH_ERRORS/),
  ]);
  expect(lastJob('heroku-1')).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', errorsOccurred: true });
  expect(countOf('heroku-1', 'heroku_application')).toBe(before);
});

test('npm start collects while JupiterOne refuses connections, and says how to upload later', async () => {
  const { exitCode, stdout, stderr } = await startUpload({
    ...pagerDutyCredentials(),
    JUPITERONE_BASE_URL: 'http://127.0.0.1:9',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('PagerDuty is not uploaded: PAGERDUTY_INSTANCE is not set.');
  expect(stderr).toContain('JupiterOne does not answer now. The upload is tried after the collect.');
  expect(stdout).toMatch(/^Heroku: error: .*ECONNREFUSED/m);
  expect(stdout).toMatch(/to upload it again: npx j1-ops upload runs\/\S+\/heroku --instance 'Our heroku' --wait/);
});

test('an upload that breaks off fails and changes nothing', async () => {
  const before = countOf('heroku-1', 'heroku_team');
  jupiterone.faults.add({ at: 'entities', times: Infinity, answer: { status: 401, body: `{"error":"${KEY}"}` } });
  const { exitCode, stdout } = await startUpload();
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^Heroku: error: .*401/m)]);
  expect(lastJob('heroku-1')?.status).toBe('FAILED');
  expect(countOf('heroku-1', 'heroku_team')).toBe(before);
});

test('Ctrl-C during the upload aborts its job', async () => {
  const before = jupiterone.records.jobs.length;
  jupiterone.faults.add({ at: 'entities', times: Infinity, hang: true });
  const { exitCode, stderr } = await startUpload({}, { interruptWhen: () => jupiterone.records.jobs.length > before });
  expect([exitCode, stderr]).toEqual([130, expect.stringContaining('JupiterOne changes nothing')]);
  expect(lastJob('heroku-1')?.status).toBe('FAILED');
});

test.each([
  [
    'no instance',
    { HEROKU_INSTANCE: '' },
    EXIT.config,
    '--upload needs the name or the id of an instance in JupiterOne. Set HEROKU_INSTANCE.',
  ],
  ['an unknown instance', { HEROKU_INSTANCE: 'heroku-2' }, EXIT.input, 'HEROKU_INSTANCE cannot be used. error: '],
  ['no account', { JUPITERONE_ACCOUNT: '' }, EXIT.config, 'No account: set JUPITERONE_ACCOUNT'],
  ['the key in the place of an instance', { HEROKU_INSTANCE: KEY }, EXIT.config, 'A secret on the command line'],
  ['simulated data', { HEROKU_API_KEY: undefined }, EXIT.config, 'Simulated data is not uploaded.'],
])('npm start --upload refuses %s before it collects anything', async (_, env, code, words) => {
  const { exitCode, stdout, stderr } = await startUpload(env);
  expect([exitCode, stdout, stderr]).toEqual([code, '', expect.stringContaining(words)]);
  expect(heroku.requests).toEqual([]);
});

test('npm start --upload refuses two integrations with the same instance', async () => {
  const { exitCode, stderr } = await startUpload({
    ...pagerDutyCredentials(),
    PAGERDUTY_INSTANCE: 'heroku-1',
  });
  expect([exitCode, stderr]).toEqual([EXIT.config, expect.stringContaining('name the same instance, heroku-1')]);
});
