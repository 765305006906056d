import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { j1Ops, type Ended } from '../testing/cli';
import { addInstance, addJob, CANARY, startServer } from '../testing/server';

let server: LocalJupiterOne;
let folder: string;
/** Everything that any command of this file wrote. */
let written = '';

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'j1-ops-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => server.faults.clear());

async function ops(args: string, options?: Parameters<typeof j1Ops>[2]): Promise<Ended> {
  const ended = await j1Ops(server, args.split(' ').filter(Boolean), options);
  written += ended.stdout + ended.stderr;
  return ended;
}
const json = async (args: string) => JSON.parse((await ops(`${args} --json`)).stdout) as Record<string, unknown>;
const file = async (name: string, content: string) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe('instances', () => {
  test('list gives a table, and JSON for programs', async () => {
    const id = addInstance(server, {
      name: 'Listed',
      pollingInterval: 'ONE_DAY',
      pollingIntervalCronExpression: { hour: 4 },
    });
    const { code, stdout } = await ops('instances list --name Listed');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'NAME', 'TYPE', 'RUNS'],
      [id, 'Listed', 'sample', 'ONE_DAY, 04:00-05:00 UTC'],
      [''],
    ]);
    expect(await json('instances list --name Listed')).toMatchObject([{ id, pollingInterval: 'ONE_DAY' }]);
  });

  test('list says on the other side that there is nothing', async () => {
    expect(await ops('instances list --name nobody')).toEqual({ code: 0, stdout: '', stderr: 'No instances.\n' });
  });

  test('get shows the instance without its secret', async () => {
    const id = addInstance(server, { name: 'Shown', config: { userCount: '7' } });
    const { code, stdout } = await ops(`instances get ${id}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/apiKey: \*\*\*masked\*\*\*\n +userCount: 7/);
  });

  test('get masks a secret that the server forgets to mask', async () => {
    const id = addInstance(server);
    server.faults.add({
      times: 3,
      patch: { set: { 'integrationInstance.config': { apiKey: CANARY, unknown: CANARY } } },
    });
    expect((await ops(`instances get ${id}`)).stdout).not.toContain(CANARY);
    expect(await json(`instances get ${id}`)).toMatchObject({ config: { apiKey: '***masked***' } });
  });

  test('create takes its configuration from a file or from standard input', async () => {
    const config = JSON.stringify({ apiKey: CANARY });
    const fromFile = await ops(
      `instances create --name Filed --type sample --config-file ${await file('c.json', config)} --polling-interval ONE_WEEK --hour 0 --day-of-week 6`,
    );
    const fromInput = await ops('instances create --name Piped --definition sample-definition --config-file -', {
      input: config,
    });
    expect([fromFile.code, fromInput.code]).toEqual([0, 0]);
    expect(fromFile.stdout).toContain('ONE_WEEK, Saturday 00:00-01:00 UTC');
    const created = server.records.instances.filter(({ name }) => ['Filed', 'Piped'].includes(name));
    expect(created.map((each) => each.config)).toEqual([{ apiKey: CANARY }, { apiKey: CANARY }]);
  });

  test('update changes what it names', async () => {
    const id = addInstance(server);
    const config = await file('u.json', '{"userCount":"5"}');
    expect((await ops(`instances update ${id} --name Renamed --config-file ${config}`)).code).toBe(0);
    expect(server.records.instances.find((each) => each.id === id)).toMatchObject({
      name: 'Renamed',
      config: { apiKey: CANARY, userCount: '5' },
    });
  });

  test('delete deletes only when it is told twice', async () => {
    const id = addInstance(server);
    expect(await ops(`instances delete ${id}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes') as string,
    });
    expect(await ops(`instances delete ${id} --yes`)).toMatchObject({ code: 0 });
    expect(server.records.instances.map((each) => each.id)).not.toContain(id);
  });
});

describe('schedule', () => {
  test.each(['schedule', 'instances schedule'])(
    '%s sets the day and the hour, and shows what is stored',
    async (command) => {
      const id = addInstance(server);
      const { code, stdout } = await ops(`${command} ${id} --polling-interval ONE_WEEK --hour 0 --day-of-week 0`);
      expect(code).toBe(0);
      expect(stdout).toMatch(/ONE_WEEK, Sunday 00:00-01:00 UTC\nnext +\d{4}-\d\d-\d\d 00:00-01:00Z/);
      expect(await json(`${command} ${id}`)).toMatchObject({
        pollingInterval: 'ONE_WEEK',
        pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
      });
    },
  );

  test('an hour is taken back with "none"', async () => {
    const id = addInstance(server, { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 4 } });
    expect((await ops(`schedule ${id} --hour none`)).stdout).toMatch(/runs +ONE_DAY\n/);
  });
});

describe('definitions', () => {
  test('are listed, shown and found', async () => {
    expect((await ops('definitions list')).stdout).toMatch(/^ID +TYPE +TITLE\nsample-definition +sample +Sample\n$/);
    expect((await ops('definitions get sample-definition')).stdout).toContain('apiKey · string · secret');
    expect(await json('definitions find sample')).toMatchObject({ id: 'sample-definition' });
  });
});

describe('trigger and jobs', () => {
  test.each([
    ['succeeds', '', 0, 'COMPLETED'],
    ['warns', '', 0, 'COMPLETED_WITH_WARNINGS'],
    ['warns', ' --fail-on warnings', 3, 'COMPLETED_WITH_WARNINGS'],
    ['step-fails', '', 3, 'COMPLETED_WITH_ERRORS'],
    ['invalid', '', 1, 'FAILED'],
  ])('an integration that %s, waited for%s: %i', async (behaviour, options, code, status) => {
    const id = addInstance(server, { config: { behaviour } });
    const ended = await ops(`trigger ${id} --wait${options}`);
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(new RegExp(`${id} .*${status}\n`)) as string });
    expect(ended.stderr).toContain('IN_PROGRESS');
  });

  test('without waiting the job has only begun; then it can be waited for, shown, and asked what it said', async () => {
    const id = addInstance(server);
    const [{ jobId }] = JSON.parse((await ops(`trigger ${id} --json`)).stdout) as { jobId: string }[];
    const waited = await ops(`jobs wait ${id} ${jobId}`);
    expect(waited.code).toBe(0);
    expect(waited.stdout).toMatch(/COMPLETED\nmeaning +The job collected/);
    expect(await json(`jobs get ${id} ${jobId}`)).toMatchObject({ status: 'COMPLETED', errorsOccurred: false });
    expect((await ops(`jobs events ${id} ${jobId}`)).stdout).toContain('step_end');
    expect(await json(`jobs list ${id}`)).toMatchObject([{ id: jobId }]);
    expect((await ops(`jobs wait ${id}`)).stdout).toContain(jobId);
  });

  test('of several instances, one failure keeps no other from being started', async () => {
    const [good, bad] = [addInstance(server), addInstance(server, { config: { behaviour: 'invalid' } })];
    const { code, stdout, stderr } = await ops(`trigger ${good} nobody ${bad} --wait --json`);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { instanceId: good, job: { status: 'COMPLETED' } },
      { instanceId: 'nobody', error: expect.stringContaining('nobody') as string },
      { instanceId: bad, job: { status: 'FAILED' } },
    ]);
    expect(stderr).toContain('nobody');
  });

  test('a running instance is 6, with the running job', async () => {
    const id = addInstance(server);
    const job = addJob(server, id, { status: 'IN_PROGRESS', endDate: undefined });
    expect(await ops(`trigger ${id}`)).toMatchObject({ code: 6, stderr: expect.stringContaining(job.id) as string });
  });

  test('a job that does not end in time is 5, and goes on', async () => {
    const id = addInstance(server);
    const job = addJob(server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const { code, stderr } = await ops(`jobs wait ${id} ${job.id} --timeout 0.2s`);
    expect(code).toBe(5);
    expect(stderr).toContain('still IN_PROGRESS');
  });

  test('a trigger whose answer is lost is found, and not fired twice', async () => {
    const id = addInstance(server);
    server.faults.add({ at: 'invokeIntegrationInstance', act: true, connection: 'reset' });
    const { code, stderr } = await ops(`trigger ${id}`);
    expect(code).toBe(0);
    expect(stderr).toContain('nothing was fired twice');
    expect(server.records.jobs.filter((job) => job.integrationInstanceId === id)).toHaveLength(1);
  });

  test('the list stops at 20 jobs unless it is told otherwise', async () => {
    const id = addInstance(server);
    for (let n = 0; n < 25; n++) addJob(server, id);
    expect(await json(`jobs list ${id}`)).toHaveLength(20);
    expect(await json(`jobs list ${id} --limit all`)).toHaveLength(25);
    expect(await json(`jobs list ${id} --limit 2`)).toHaveLength(2);
  });
});

test('health shows every instance with its last job, and ends like the worst of them', async () => {
  const quiet = await startServer();
  const ours = server;
  server = quiet;
  const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;
  const daily = addInstance(quiet, {
    name: 'Daily',
    pollingInterval: 'ONE_DAY',
    pollingIntervalCronExpression: { hour: 3 },
  });
  addJob(quiet, daily, { createDate: minutesAgo(300), status: 'FAILED', errorsOccurred: true });
  addJob(quiet, daily, { createDate: minutesAgo(90), status: 'COMPLETED_WITH_WARNINGS' });
  const hourly = addInstance(quiet, { name: 'Hourly', pollingInterval: 'ONE_HOUR' });
  addJob(quiet, hourly, { createDate: minutesAgo(30) });
  addInstance(quiet, { name: 'Idle' });
  const rows = (await ops('health')).stdout.split('\n').map((line) => line.split(/ {2,}/));
  const codes = [(await ops('health')).code, (await ops('health --fail-on warnings')).code];
  addJob(quiet, hourly, { status: 'FAILED', errorsOccurred: true });
  codes.push((await ops('health')).code);
  await quiet.close();
  server = ours;
  expect(rows.map((row) => row.filter((_, column) => column !== 2))).toEqual([
    ['NAME', 'TYPE', 'STATUS', 'AGE', 'RUNS', 'NEXT RUN'],
    [
      'Daily',
      'sample',
      'COMPLETED_WITH_WARNINGS',
      '90 min ago',
      'ONE_DAY, 03:00-04:00 UTC',
      expect.stringMatching(/03:00-04:00Z$/),
    ],
    ['Hourly', 'sample', 'COMPLETED', '30 min ago', 'ONE_HOUR', expect.stringMatching(/^about .*Z$/)],
    ['Idle', 'sample', 'DISABLED'],
    [''],
  ]);
  expect(codes).toEqual([0, 3, 1]);
});

test('audit lists what was done, the newest first', async () => {
  const id = addInstance(server);
  await ops(`schedule ${id} --polling-interval ONE_DAY`);
  expect((await ops('audit --limit 1')).stdout).toMatch(
    new RegExp(`local-user +integration_instance.updated +integration_instance ${id}\n`),
  );
  expect(await json('audit --limit 1')).toMatchObject([{ resourceId: id }]);
});

describe('wrong usage is 2, names what is wrong, and sends nothing', () => {
  test.each([
    ['schedule x --hour 24', /hour must be an integer from 0 to 23 \(UTC\); got 24/],
    ['schedule x --hour noon', /hour must be an integer from 0 to 23 \(UTC\); got "noon"/],
    [
      'schedule x --polling-interval ONE_DAY --day-of-week 1',
      /dayOfWeek is only allowed with pollingInterval ONE_WEEK.*got 1/,
    ],
    ['schedule x --polling-interval HOURLY', /must be one of DISABLED, .*got "HOURLY"/],
    ['instances update x', /--config-file/],
    ['instances create --name x', /--type or --definition/],
    [
      'instances create --name x --type sample --config-file /nowhere/at.json',
      /cannot be read: \/nowhere\/at.json \(ENOENT\)/,
    ],
    ['trigger', /missing required argument 'instances'/],
    ['trigger x --timeout soon', /such as 90s, 30m or 2h/],
    ['trigger x --fail-on anything', /warnings, errors/],
    ['jobs list --limit none', /a whole number from 1/],
    ['jobs', /Usage: j1-ops jobs/],
    ['sing', /unknown command 'sing'/],
    ['definitions list --url http://example.com', /https:\/\//],
    ['definitions list --region moon', /one of us, eu, dev/],
    ['definitions list --api-key-file /nowhere/key', /cannot be read: \/nowhere\/key \(ENOENT\)/],
  ])('%s', async (args, message) => {
    server.faults.add({ times: Infinity, answer: { status: 500 } });
    const { code, stdout, stderr } = await ops(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('a configuration that is no JSON object, or holds a mask', async () => {
    const list = await file('list.json', '["canary-in-a-list"]');
    const mask = await file('mask.json', '{"apiKey":"***masked***"}');
    expect((await ops(`instances update x --config-file ${list}`)).stderr).toContain('must be a JSON object');
    expect(await ops(`instances update x --config-file ${mask}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('config.apiKey is a mask') as string,
    });
  });

  test('no account and no key', async () => {
    expect(await ops('health', { env: { JUPITERONE_ACCOUNT: undefined } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('JUPITERONE_ACCOUNT') as string,
    });
    expect(await ops('health', { env: { JUPITERONE_API_KEY: undefined } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('JUPITERONE_API_KEY') as string,
    });
  });

  test.each(['--api-key=canary-on-the-command-line', '--token=canary-on-the-command-line'])(
    'a key on the command line',
    async (key) => {
      const { code, stderr } = await ops(`health ${key}`);
      expect(code).toBe(2);
      expect(stderr).toContain('revoke it');
    },
  );
});

test('--help explains itself with examples, and is no error', async () => {
  for (const command of ['', 'trigger', 'schedule', 'instances create', 'jobs wait']) {
    const { code, stdout, stderr } = await ops(`${command} --help`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: j1-ops');
  }
  expect((await ops('--help')).stdout).toMatch(/Exit codes:[\s\S]*Examples:/);
});

test('the key is read from a file', async () => {
  const key = await file('key', `${server.apiKey}\n`);
  expect((await ops(`definitions list --api-key-file ${key}`, { env: { JUPITERONE_API_KEY: undefined } })).code).toBe(
    0,
  );
  const env = { JUPITERONE_API_KEY: undefined, JUPITERONE_API_KEY_FILE: key };
  expect((await ops('definitions list', { env })).code).toBe(0);
});

describe('what goes wrong with JupiterOne is 4', () => {
  test.each([
    ['a wrong key', { JUPITERONE_API_KEY: 'canary-key-of-nobody' }, /401.*\n.*JUPITERONE_API_KEY/],
    ['another account', { JUPITERONE_ACCOUNT: 'another' }, /401/],
    ['a server that is not there', { JUPITERONE_BASE_URL: 'http://127.0.0.1:9' }, /ECONNREFUSED/],
  ])('%s', async (_, env, message) => {
    const { code, stdout, stderr } = await ops('instances list', { env });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.each([
    ['a server that is always busy', { answer: { status: 503, body: 'busy' } }, /503/],
    ['a server that never answers', { hang: true }, /no answer|headers|time/i],
    ['answers that are always cut', { connection: 'cut' as const }, /body|cut|broke|ended/i],
    ['answers that are always half', { half: true }, /JSON/],
  ])('%s', async (_, fault, message) => {
    server.faults.add({ times: Infinity, ...fault });
    const { code, stdout, stderr } = await ops('instances list');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('an instance, a job and a definition that do not exist', async () => {
    for (const args of [
      'instances get x',
      'schedule x',
      'trigger x',
      'jobs get x y',
      'jobs events x y',
      'jobs wait x',
      'definitions get x',
      'definitions find x',
    ]) {
      expect(await ops(args)).toMatchObject({ code: 4, stderr: expect.stringMatching(/error: .*x/) as string });
    }
  });

  test('an answer in part: the part on one side, the errors on the other', async () => {
    const id = addInstance(server, { name: 'Partly' });
    const errors = [{ message: 'No description today', path: ['integrationInstance', 'description'] }];
    server.faults.add({ patch: { errors } });
    const one = await ops(`instances get ${id} --json`);
    expect(one).toMatchObject({
      code: 4,
      stderr: 'error: No description today (at integrationInstance.description)\n',
    });
    expect(JSON.parse(one.stdout)).toMatchObject({
      integrationInstance: { name: 'Partly', config: { apiKey: '***masked***' } },
    });

    server.faults.add({ patch: { errors } });
    const all = await ops('instances list --name Partly --json');
    expect(all.code).toBe(4);
    expect(JSON.parse(all.stdout)).toMatchObject([{ id }]);
  });

  test('a slow server is waited for', async () => {
    server.faults.add({ delaySeconds: 0.5 });
    expect((await ops('definitions list')).code).toBe(0);
  });
});

test('a name from JupiterOne cannot write to the terminal', async () => {
  addInstance(server, { name: 'Evil\u001b[31m\nrow' });
  expect((await ops('instances list --name Evil')).stdout).toContain('Evil [31m row');
});

test('after all of this, neither the key nor a secret has been written', () => {
  expect(written).not.toMatch(/canary/i);
  expect(written.length).toBeGreaterThan(10_000);
});
