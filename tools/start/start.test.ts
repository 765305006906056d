import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collect, countTypes } from '@j1-integrations/integration-kit/runner';
import { loadGraph } from '@j1-integrations/j1ql/loader';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  herokuData,
  pagerDutyData,
  startHeroku,
  type HerokuOptions,
  type HerokuSimulator,
} from '@j1-integrations/simulators';
import { EXIT } from '@j1-integrations/terminal';
import { integrations } from '../integrations';
import { packageFolder, ROOT } from '../paths';
import { accountOf } from './choose';
import { collectAll } from './collect-all';
import { auditTrail } from './collect-audit-trail';
import type { JsonReport } from './json-report';
import { NO_PROGRESS } from './progress';

let folder: string;
const simulators: HerokuSimulator[] = [];

beforeEach(async () => {
  // The space is part of the test.
  folder = await mkdtemp(join(tmpdir(), 'npm start '));
});
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

async function simulated(options?: HerokuOptions): Promise<HerokuSimulator> {
  const simulator = await startHeroku(options);
  simulators.push(simulator);
  return simulator;
}

/** Starts the program of `npm start`, with these variables and no others. */
async function start(
  env: Record<string, string>,
  onError: (text: string, pid: number) => void = () => undefined,
  runs = join(folder, 'runs'),
  args = ['--verbose'],
) {
  const envFile = join(folder, 'env');
  await writeFile(envFile, '', { flag: 'a' });
  const command = join(ROOT, 'tools/dist/start/index.js');
  const child = spawn(process.execPath, [command, '--runs', runs, '--env', envFile, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece) => (stdout += String(piece)));
  child.stderr.on('data', (piece) => {
    stderr += String(piece);
    onError(stderr, child.pid ?? 0);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout, stderr, rows: rowsOf(stdout) };
}

/** The rows of the tables: for a run all cells after the title, for a type its count. */
function rowsOf(text: string): Map<string, string[]> {
  const cells = text.split('\n').map((line) => line.split(/ {2,}/));
  return new Map(
    cells.flatMap((row) => (row.length > 4 ? [[row[0], row.slice(1)]] : [[row.at(-2) ?? '', row.slice(-1)]])),
  );
}

async function everythingWritten(): Promise<string> {
  const files = await readdir(join(folder, 'runs'), { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

const distinct = (items: { id: string }[][]) => new Set(items.flat().map(({ id }) => id)).size;

test('npm start without credentials collects from the simulators, and says so', async () => {
  const { exitCode, stdout, stderr, rows } = await start({});
  const data = herokuData();
  expect(exitCode).toBe(0);
  const titles = integrations.map(({ title }) => title);
  const all = [...titles, auditTrail.title].join(', ');
  expect(stderr).toContain(`Collecting from simulators, because there are no credentials: ${all}.`);
  expect(stderr).toMatch(/Heroku +[\d.]+ s {2}Fetch teams: completed/);
  for (const title of titles) {
    expect(rows.get(title)).toEqual(['simulator', expect.any(String), '0', expect.any(String), '0', 'COMPLETED']);
  }
  expect(rows.get('pagerduty_user')).toEqual([String(distinct([pagerDutyData().users]))]);
  expect(rows.get('heroku_team')).toEqual([String(distinct([...Object.values(data.teams), data.otherTeams]))]);
  expect(rows.get('heroku_application')).toEqual([String(distinct(Object.values(data.teamApps)))]);
  expect(rows.get('heroku_addon')).toEqual([String(distinct(Object.values(data.teamAddons)))]);
  // Without a terminal there are no colours.
  expect(stdout + stderr).not.toContain('\u001b');

  const [, graph] = /^Heroku: '?([^'\n]+)'?$/m.exec(stdout) ?? [];
  const { entities } = await countTypes(join(folder, graph, '..'));
  expect(entities.heroku_account).toBe(data.enterpriseAccounts.length);
});

test('npm start ends with a line per provider, five answers and the next commands; only the owner can read its files', async () => {
  const { exitCode, stdout } = await start({}, undefined, undefined, []);
  expect(exitCode).toBe(0);
  const [lines, ...rest] = stdout.split('\n\n');
  expect(lines.split('\n')).toHaveLength(1 + integrations.length + 1);
  for (const { title } of integrations) {
    expect(lines).toMatch(
      new RegExp(`^${title} +COMPLETED +[\\d,]+ entities, [\\d,]+ relationships +\\d+ +[\\d.]+$`, 'm'),
    );
  }
  const asked = rest.slice(0, 5).map((answer) => answer.split('\n'));
  for (const [title, ...rows] of asked) {
    expect(title).toMatch(/\?$/);
    expect(rows.length).toBeGreaterThan(1);
  }
  expect(rest.slice(5).join('\n')).toMatch(/npm run ask -- .*\n.*--questions\nThis data is simulated\. .*\.env/);
  expect(stdout).not.toContain('visualize');

  const runs = join(folder, 'runs');
  const entries = await readdir(runs, { recursive: true, withFileTypes: true });
  expect(entries.map(({ name }) => name)).toContain('people.csv');
  const written = entries.filter((entry) => !entry.isSymbolicLink());
  for (const entry of written) {
    const { mode } = await stat(join(entry.parentPath, entry.name));
    expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
  }
});

test('npm start refuses a wrong roster before it collects anything, and keeps a valid one with the run', async () => {
  const roster = join(folder, 'staff.csv');
  await writeFile(roster, 'name,mail address\nAnn,ann@example.com\n');
  const refused = await start({}, undefined, undefined, ['--people', roster]);
  expect([refused.exitCode, refused.stdout]).toEqual([EXIT.input, '']);
  expect(refused.stderr).toContain(`--people ${roster}: A roster needs the columns name and email; this one has`);

  const heroku = await simulated();
  const own = `name,email,active\nAnn,${Object.values(heroku.data.members)[0][5].user.email},no\n`;
  await writeFile(roster, own);
  const env = { HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url };
  const { stdout } = await start(env, undefined, undefined, ['--people', roster]);
  expect(stdout).toMatch(/Who has left .*\n.*\n {2}Ann /);
  expect(stdout).not.toContain('Who is on call');
  expect(stdout).toContain('Other questions need more providers, or a roster (--people)');
  const entries = await readdir(join(folder, 'runs'), { recursive: true, withFileTypes: true });
  const kept = entries.find(({ name }) => name === 'people.csv')!;
  expect(await readFile(join(kept.parentPath, kept.name), 'utf8')).toBe(own);
});

test('npm start collects from the provider with the credentials and settings of the file', async () => {
  const heroku = await simulated();
  const settings = [
    `HEROKU_API_KEY=${heroku.token}`,
    `HEROKU_API_URL=${heroku.url}`,
    'HEROKU_INGEST_TEAM_MEMBERS=false',
  ];
  await writeFile(join(folder, 'env'), settings.join('\n'));
  const { exitCode, stderr, rows } = await start({});
  expect(exitCode).toBe(0);
  expect(stderr).toContain('Collecting from the real provider: Heroku.');
  expect(rows.get('Heroku')?.[0]).toBe('provider');
  expect(rows.get('Heroku')?.[1]).toBe(String(heroku.requests.length));
  expect(heroku.requests.filter(({ path }) => /^\/teams\/[^/]+\/members$/.test(path))).toEqual([]);
});

test('npm start collects two accounts of one provider into two folders, and answers questions about both', async () => {
  const [heroku, other] = [await simulated(), await simulated()];
  const { email } = Object.values(heroku.data.members)[0][5].user;
  const roster = join(folder, 'staff.csv');
  await writeFile(roster, `name,email,active\nAnn,${email},no\n`);
  const { exitCode, stdout, stderr } = await start(
    {
      ...{ HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url, HEROKU_INGEST_TEAM_MEMBERS: 'false' },
      ...{ HEROKU_API_KEY__LABS: other.token, HEROKU_API_URL__LABS: other.url },
    },
    undefined,
    undefined,
    ['--json', '--quiet', '--people', roster],
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout) as JsonReport;
  expect(report).toMatchObject({
    formatVersion: 1,
    from: 'providers',
    accounts: [
      { name: 'heroku', integration: 'heroku', title: 'Heroku', status: 'COMPLETED', requests: heroku.requests.length },
      { name: 'heroku-labs', integration: 'heroku', title: 'Heroku LABS', requests: other.requests.length },
    ],
    answers: [
      {
        id: expect.stringMatching(/leavers-with-access$/),
        query: 'accounts',
        rows: [
          { person: 'Ann', account: email, provider: 'heroku-labs' },
          { person: 'Ann', account: email, provider: 'heroku' },
        ],
      },
      { id: expect.stringMatching(/administrators$/), query: 'people', rows: [] },
    ],
    deleted: [],
  });
  expect(other.requests.length).toBeGreaterThan(heroku.requests.length);
  const { instances } = loadGraph({ runs: join(folder, 'runs') });
  expect(instances.map(({ id, entities }) => [id, entities])).toEqual(
    report.accounts.map(({ name, counts }) => [name, Object.values(counts.entities).reduce((a, b) => a + b)]),
  );
});

test('--keep deletes older runs and names them; a failed run deletes none', async () => {
  const runs = join(folder, 'runs');
  for (const old of ['2026-01-31T10-00-00', '2026-01-31T10-00-01'])
    await mkdir(join(runs, old), { recursive: true, mode: 0o700 });
  await chmod(runs, 0o700);
  const heroku = await simulated();
  const env = { HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url };
  await start({ ...env, HEROKU_API_KEY: 'wrong' }, undefined, runs, ['--keep', '1']);
  expect(await readdir(runs)).toHaveLength(3);
  const { stderr } = await start(env, undefined, runs, ['--keep', '2']);
  expect(stderr).toMatch(/^Deleted 1 old run: .*2026-01-31T10-00-00. To keep more than 2, use --keep\./m);
  // The failed run does not count.
  expect(await readdir(runs)).toHaveLength(3);
  const refused = await start(env, undefined, runs, ['--keep', '0']);
  expect(refused).toMatchObject({ exitCode: EXIT.usage, stdout: '', stderr: expect.stringContaining('from 1') });
});

test('npm start refuses a folder of runs that others can write to, before it collects anything', async () => {
  const runs = join(folder, 'runs');
  await mkdir(runs);
  await chmod(runs, 0o775);
  const { exitCode, stdout, stderr } = await start({}, undefined, runs);
  expect([exitCode, stdout]).toEqual([EXIT.config, '']);
  expect(stderr).toMatch(/Its group may write to .* \(mode 775\), .* chmod go-w .*--runs/);
  expect(await readdir(runs)).toEqual([]);
});

test.each([
  [['--version'], EXIT.ok, /^\d+\.\d+\.\d+\n$/, /^$/],
  [['--help'], EXIT.ok, /--only[^]*--keep[^]*--json[^]*Exit codes:/, /^$/],
  [['--onyl', 'heroku'], EXIT.usage, /^$/, /unknown option '--onyl'.*\n.*--only/],
  [['heroku'], EXIT.usage, /^$/, /too many arguments/],
  [['--only', ','], EXIT.usage, /^$/, /--only <names>.*Allowed: names separated by commas/],
  [['--token', 'canary-key-1'], EXIT.usage, /^$/, /secret on the command line/],
])('the command line %j ends with %i', async (args, code, out, error) => {
  const { exitCode, stdout, stderr } = await start({}, undefined, undefined, args);
  expect([exitCode, stdout, stderr]).toEqual([code, expect.stringMatching(out), expect.stringMatching(error)]);
});

test('npm start fails when Heroku refuses the key, and tells the user what to check', async () => {
  const heroku = await simulated();
  const { exitCode, stdout, stderr, rows } = await start({ HEROKU_API_KEY: 'wrong', HEROKU_API_URL: heroku.url });
  expect(stderr).toContain('Collecting from the real provider: Heroku.');
  expect(rows.has('PagerDuty')).toBe(false);
  expect(exitCode).toBe(1);
  expect(rows.get('Heroku')?.at(-1)).toBe('FAILED');
  expect(stdout).toContain('401 unauthorized: Invalid credentials provided. (PROVIDER_AUTHENTICATION_ERROR)');
  expect(stdout).toContain('Heroku does not accept the credentials. Check HEROKU_API_KEY: ');
  expect(stdout).toMatch(/Log: .*collect\.log/);
});

test('npm start refuses a NUL in the file of variables, and does not show the value', async () => {
  await writeFile(join(folder, 'env'), 'HEROKU_API_KEY=canary-5b7a11\0tail\n');
  const { exitCode, stdout, stderr } = await start({});
  expect([exitCode, stdout, stderr]).toEqual([
    EXIT.config,
    '',
    expect.stringMatching(/^HEROKU_API_KEY in .*env'? contains a NUL/),
  ]);
  expect(stderr).not.toContain('canary');
});

test('npm start refuses a file of variables in UTF-16', async () => {
  await writeFile(join(folder, 'env'), `\ufeffHEROKU_API_KEY=canary-5b7a11\n`, 'utf16le');
  const { exitCode, stdout, stderr } = await start({});
  expect([exitCode, stdout, stderr]).toEqual([
    EXIT.config,
    '',
    expect.stringMatching(/is not in UTF-8\. Save it in UTF-8/),
  ]);
});

test('npm start refuses a secret of the file on the command line, and does not show it', async () => {
  await writeFile(join(folder, 'env'), 'HEROKU_API_KEY=HRKU-canary-5b7a11\n');
  const { exitCode, stdout, stderr } = await start({}, undefined, undefined, ['--only', 'HRKU-canary-5b7a11']);
  expect([exitCode, stdout, stderr]).toEqual([EXIT.usage, '', expect.stringContaining('secret on the command line')]);
  expect(stderr).not.toContain('canary');
});

test('npm start says that the provider cannot be reached when the connection is refused', async () => {
  const heroku = await simulated();
  heroku.fault({ kind: 'refuse' });
  const { exitCode, stdout } = await start({
    HEROKU_API_KEY: heroku.token,
    HEROKU_API_URL: heroku.url,
    PROVIDER_HTTP_DEFAULTS: '{"attempts":1}',
  });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('Heroku cannot be reached. Check the network');
});

test('npm start names the folder of runs that it cannot make, and the reason', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const inFile = await start({}, undefined, join(file, 'runs'));
  expect(inFile).toMatchObject({ exitCode: EXIT.disk, stdout: '' });
  expect(inFile.stderr).toMatch(/No folder can be made in .*file\/runs: ENOTDIR: .* Choose another one with --runs\./);
  // This file system answers for every folder that its parent is missing.
  const inProc = await start({}, undefined, '/proc/runs');
  expect(inProc).toMatchObject({ exitCode: EXIT.disk, stdout: '' });
  expect(inProc.stderr).toContain('No folder can be made in /proc/runs: ');
});

test('npm start shows the other steps when a step fails, and does not exit with 0', async () => {
  const heroku = await simulated({ faults: [{ kind: 'status', status: 403, path: '/teams/*/apps' }] });
  const { exitCode, stdout, rows } = await start({ HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url });
  expect(exitCode).toBe(EXIT.flawed);
  expect(rows.get('Heroku')?.at(-1)).toBe('COMPLETED_WITH_ERRORS');
  const teams = distinct([...Object.values(heroku.data.teams), heroku.data.otherTeams]);
  expect(rows.get('heroku_team')).toEqual([String(teams)]);
  expect(rows.has('heroku_application')).toBe(false);
  expect(stdout).toContain(`  Fetch applications: The provider refused the applications of ${teams} of ${teams}`);
  expect(stdout).toContain('The credentials lack a permission.');
});

test('collectAll still collects the others when an integration cannot be started', async () => {
  const [heroku] = integrations;
  const broken = { ...heroku, name: 'broken', title: 'Broken', simulate: () => Promise.reject(new Error('no port')) };
  const [first, second] = await collectAll(
    { accounts: [broken, heroku].map((one) => accountOf(one)), real: false },
    { folder, variables: { PATH: process.env.PATH }, signal: new AbortController().signal, progress: NO_PROGRESS },
  );
  expect(first.outcome).toMatchObject({ status: 'FAILED', problems: ['Broken could not be run: no port'] });
  expect(second.outcome.status).toBe('COMPLETED');
});

test('the child processes end when npm start is killed', async () => {
  const heroku = await simulated({ faults: [{ kind: 'silent', path: '/teams/*/members' }] });
  let parent = 0;
  let children: number[] = [];
  const waiting = setInterval(() => {
    if (parent === 0 || !heroku.requests.some(({ fault }) => fault)) return;
    clearInterval(waiting);
    children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(Number);
    process.kill(parent, 'SIGKILL');
  }, 20);
  await start({ HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url }, (_text, pid) => {
    parent = pid;
  });
  expect(children.length).toBeGreaterThan(0);
  while (children.some(isAlive)) await sleep(20);
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('Ctrl-C ends the child processes, and npm start says so', async () => {
  const heroku = await simulated({ faults: [{ kind: 'silent', path: '/teams/*/members' }] });
  let pid = 0;
  const waiting = setInterval(() => {
    if (pid === 0 || !heroku.requests.some(({ fault }) => fault)) return;
    clearInterval(waiting);
    process.kill(pid, 'SIGINT');
  }, 20);
  const ended = await start({ HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url }, (_text, ofParent) => {
    pid = ofParent;
  });
  expect(ended.exitCode).toBe(130);
  expect(ended.stderr).toContain('Stopped. The collected data is incomplete: ');
  expect(ended.stdout).toBe('');
  // The unanswered requests end with the process that waits for them.
  expect(heroku.requests.filter(({ fault, endedAt }) => fault && endedAt === undefined)).toEqual([]);
});

test('npm start prints and writes no credentials, and a child process only gets its own', async () => {
  const own = 'HRKU-canary-0d5a2b';
  const foreign = 'foreign-canary-77e1';
  const dump = join(folder, 'dump.js');
  await writeFile(
    dump,
    `require('node:fs').writeFileSync(require('node:path').join(__dirname, process.pid + '.json'), JSON.stringify(process.env));`,
  );
  const heroku = await simulated({ token: own, faults: [{ kind: 'status', status: 500, path: '/teams/*/addons' }] });
  const { stdout, stderr } = await start({
    HEROKU_API_KEY: own,
    HEROKU_API_URL: heroku.url,
    LOG_LEVEL: 'trace',
    PROVIDER_HTTP_DEFAULTS: '{"attempts":2,"backoffBaseSeconds":0.01}',
    NODE_OPTIONS: `--require ${JSON.stringify(dump)}`,
    ...{ API_KEY: foreign, AWS_SECRET_ACCESS_KEY: foreign, JUPITERONE_API_KEY: foreign },
    // Sentry runs at the same time and fails, because this address is not Sentry's.
    ...{ SENTRY_AUTH_TOKEN: foreign, SENTRY_ORGANIZATION_SLUG: 'acme', SENTRY_BASE_URL: heroku.url },
  });
  const dumps = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const environments = await Promise.all(dumps.map((file) => readFile(join(folder, file), 'utf8')));
  const child = environments.find((text) => (JSON.parse(text) as NodeJS.ProcessEnv).API_KEY === own);
  expect(child).toBeDefined();
  expect(child).not.toContain(foreign);

  const seen = stdout + stderr + (await everythingWritten());
  expect(seen).toContain('COMPLETED_WITH_ERRORS');
  expect(seen).not.toContain(own);
  expect(seen).not.toContain(foreign);
});

test("npm start ignores a .env in a package's folder", async () => {
  const heroku = await simulated();
  const copy = join(folder, 'package');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(copy);
  await symlink(join(packageFolder('heroku'), 'dist'), join(copy, 'dist'));
  await writeFile(join(copy, '.env'), 'API_KEY=stray\nINGEST_TEAM_MEMBERS=false\nHEROKU_API_URL=http://127.0.0.1:9\n');
  const { outcome } = await collect({
    packageFolder: copy,
    runFolder: join(folder, 'run'),
    compiled: true,
    env: { PATH: process.env.PATH, API_KEY: heroku.token, HEROKU_API_URL: heroku.url },
  });
  expect(jobHealthOf(outcome).status).toBe('COMPLETED');
  expect(heroku.requests.some(({ path }) => /^\/teams\/[^/]+\/members$/.test(path))).toBe(true);
});
