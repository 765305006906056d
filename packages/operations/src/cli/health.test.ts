import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { webhookSignature } from '@j1-integrations/provider-http';
import { useCli } from '../testing/cli';
import { addInstance, addJob } from '../testing/server';

const cli = useCli();
const { ops, json } = cli;

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;
const DAY = 24 * 60;
const FAILED = { status: 'FAILED', errorsOccurred: true };
const RUNNING = { status: 'IN_PROGRESS', endDate: undefined };

beforeEach(() => {
  cli.server.records.instances = [];
  cli.server.records.jobs = [];
});

test('health shows every instance with its last job and ends like the worst one', async () => {
  const { server } = cli;
  const schedule = { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 3 } };
  const daily = addInstance(server, { name: 'Daily', ...schedule });
  addJob(server, daily, { createDate: minutesAgo(300), ...FAILED });
  const lastDaily = addJob(server, daily, { createDate: minutesAgo(90), status: 'COMPLETED_WITH_WARNINGS' });
  const hourly = addInstance(server, { name: 'Hourly', pollingInterval: 'ONE_HOUR' });
  const lastHourly = addJob(server, hourly, { createDate: minutesAgo(30) });
  const idle = addInstance(server, { name: 'Idle' });

  const { code, stdout, stderr } = await ops('health');
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
  const warned = ['Daily', 'sample', 'warnings', 'COMPLETED_WITH_WARNINGS', '90 min ago', 'ONE_DAY, 03:00-04:00 UTC'];
  expect(rows).toEqual([
    ['NAME', 'TYPE', 'HEALTH', 'STATUS', 'AGE', 'RUNS', 'NEXT RUN', 'INSTANCE', 'LAST JOB'],
    [...warned, expect.stringMatching(/03:00-04:00Z$/), daily, lastDaily.id],
    [
      ...['Hourly', 'sample', 'ok', 'COMPLETED', '30 min ago', 'ONE_HOUR'],
      ...[expect.stringMatching(/^about .*Z$/), hourly, lastHourly.id],
    ],
    ['Idle', 'sample', 'ok', 'DISABLED', idle],
    [''],
  ]);
  expect(stderr).toMatch(/^Daily: warnings: job .* ended COMPLETED_WITH_WARNINGS/);
  expect(code).toBe(0);
  expect((await ops('health --fail-on warnings')).code).toBe(3);
  addJob(server, hourly, FAILED);
  expect((await ops('health')).code).toBe(1);
});

interface Shown {
  name: string;
  healthy: boolean;
  problems: { kind: string; reason: string }[];
  lastJob?: { id: string };
  lastFinishedJob?: { id: string };
  nextAbout?: string;
}

test('health names each overdue, stuck, unused or failed instance with the reason', async () => {
  const { server } = cli;
  const daily = { pollingInterval: 'ONE_DAY' };
  addJob(server, addInstance(server, { name: 'late', ...daily }), { createDate: minutesAgo(1.9 * DAY) });
  addJob(server, addInstance(server, { name: 'overdue', ...daily }), { createDate: minutesAgo(20.1 * DAY) });
  addJob(server, addInstance(server, { name: 'stopped' }), { createDate: minutesAgo(20.1 * DAY) });
  addInstance(server, { name: 'never', ...daily });
  const running = addInstance(server, { name: 'running', ...daily });
  const behind = addJob(server, running, { createDate: minutesAgo(600), ...FAILED });
  const now = addJob(server, running, { createDate: minutesAgo(300), ...RUNNING });
  const stuck = addInstance(server, { name: 'stuck', ...daily });
  addJob(server, stuck, { createDate: minutesAgo(400), ...RUNNING });

  const ended = await ops('health --json');
  const shown = JSON.parse(ended.stdout) as Shown[];
  expect(shown.map(({ name, healthy, problems }) => [name, healthy, problems.map(({ kind }) => kind).join()])).toEqual([
    ['late', true, ''],
    ['overdue', false, 'overdue'],
    ['stopped', true, ''],
    ['never', false, 'never-ran'],
    ['running', false, 'failed'],
    ['stuck', false, 'stuck'],
  ]);
  expect(shown[1].problems[0].reason).toMatch(/^20 runs \(ONE_DAY\) were due since the last job started at 20/);
  expect(new Date(shown[1].nextAbout!).getTime()).toBeGreaterThan(Date.now());
  expect(shown[4]).toMatchObject({ lastJob: { id: now.id }, lastFinishedJob: { id: behind.id } });
  expect(ended.code).toBe(1);

  const table = await ops('health --stuck-after 4h');
  expect(table.stdout).toMatch(/^running +sample +failed, stuck +FAILED, now IN_PROGRESS +5 h ago/m);
  expect(table.stderr).toMatch(/^overdue: overdue: 20 runs/m);
  for (const [failOn, code] of [
    ['stuck', 1],
    ['never-ran', 1],
    ['errors,overdue', 1],
    ['warnings', 1],
    ['all', 1],
  ] as const) {
    expect([failOn, (await ops(`health --fail-on ${failOn}`)).code]).toEqual([failOn, code]);
  }
  server.records.jobs = server.records.jobs.filter(({ integrationInstanceId }) => integrationInstanceId !== stuck);
  expect((await ops('health --fail-on stuck')).code).toBe(0);
  expect(await ops('health --fail-on late')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('overdue') as string,
  });
});

test('health finds the last job in any order of the list, with an extra request only when needed', async () => {
  const { server } = cli;
  const id = addInstance(server, { name: 'Oldest first', pollingInterval: 'ONE_HOUR' });
  const minutes = [20, 40, 60, 80, 100];
  for (const each of minutes) addJob(server, id, { createDate: minutesAgo(each), ...(each > 20 ? FAILED : {}) });
  expect(await json('health')).toMatchObject([{ healthy: true, problems: [] }]);

  server.records.jobs.reverse();
  server.faults.add({ at: 'integrationJobs', times: Infinity, answer: { status: 500 } });
  expect(await json('health')).toMatchObject([{ healthy: true, problems: [] }]);
});

test('jobs that could not be read with the instance are listed: it is not an instance that never ran', async () => {
  const id = addInstance(cli.server, { name: 'Hourly', pollingInterval: 'ONE_HOUR' });
  addJob(cli.server, id, { createDate: minutesAgo(20) });
  const errors = [{ message: 'Not today', path: ['integrationInstances', 'instances', '0', 'jobs'] }];
  cli.server.faults.add({ patch: { set: { 'integrationInstances.instances.0.jobs': null }, errors } });
  const { code, stdout, stderr } = await ops('health');
  expect(stdout).toMatch(/Hourly +sample +ok +COMPLETED/);
  expect(stderr).not.toContain('never-ran');
  expect({ code, stderr }).toMatchObject({ code: 69, stderr: expect.stringContaining('Not today') as string });
});

test('an unknown end of a job counts as ended with errors', async () => {
  const id = addInstance(cli.server, {});
  addJob(cli.server, id, {});
  cli.server.faults.add({ patch: { set: { 'integrationInstances.instances.0.jobs.jobs.0.status': 'ARCHIVED' } } });
  expect((await ops('health')).code).toBe(3);
});

/** A webhook receiver that answers 500 for a number of posts. */
async function startReceiver() {
  const received: { headers: NodeJS.Dict<string | string[]>; body: string; event: Record<string, unknown> }[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      if (failures-- > 0) return response.writeHead(500).end('canary-hook-address');
      received.push({ headers: request.headers, body, event: JSON.parse(body) as Record<string, unknown> });
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/canary-hook-address`,
    received,
    types: () => received.map(({ event }) => event.type),
    fail: (times: number) => (failures = times),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('a signed webhook gets each change once, and --state remembers it between commands', async () => {
  const receiver = await startReceiver();
  const state = cli.path('health.json');
  const env = { J1_OPS_WEBHOOK_SECRET: 'canary-webhook-secret' };
  const check = () => ops(`health --state ${state} --webhook ${receiver.url}`, { env });
  const id = addInstance(cli.server, { name: 'Changing' });
  addInstance(cli.server, { name: 'Always good' });

  expect((await check()).code).toBe(0);
  expect(receiver.types()).toEqual([]);
  addJob(cli.server, id, { createDate: minutesAgo(60), ...FAILED });
  receiver.fail(2);
  const undelivered = await check();
  expect(undelivered).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/the change of Changing could not be posted/),
  });
  for (let look = 0; look < 2; look++) expect((await check()).code).toBe(1);
  expect(receiver.types()).toEqual(['integration_instance.unhealthy']);
  const [{ headers, body, event }] = receiver.received;
  expect(event).toMatchObject({ data: { instance: { id, name: 'Changing' }, problems: [{ kind: 'failed' }] } });
  const [messageId, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']] as string[];
  const signature = webhookSignature(env.J1_OPS_WEBHOOK_SECRET, messageId, timestamp, body);
  expect(headers['webhook-signature']).toBe(signature);

  addJob(cli.server, id, { createDate: minutesAgo(30) });
  for (let look = 0; look < 2; look++) expect((await check()).code).toBe(0);
  expect(receiver.types()).toEqual(['integration_instance.unhealthy', 'integration_instance.healthy']);

  addJob(cli.server, id, FAILED);
  await check();
  cli.server.records.instances.shift();
  await check();
  expect(receiver.types().slice(2)).toEqual(['integration_instance.unhealthy', 'integration_instance.deleted']);
  expect((await stat(state)).mode & 0o777).toBe(0o600);
  await receiver.close();
});

test('--watch continues after an outage of JupiterOne and posts each change once', async () => {
  const receiver = await startReceiver();
  const id = addInstance(cli.server, { name: 'Watched' });
  addJob(cli.server, id, { createDate: minutesAgo(60), ...FAILED });
  let isMended = false;
  const { code, stderr } = await ops(`health --watch 0.1s --webhook ${receiver.url}`, {
    env: { PROVIDER_HTTP_DEFAULTS: '{"attempts":1}' },
    interruptWhen: () => {
      if (receiver.received.length === 1 && !isMended) {
        isMended = true;
        cli.server.faults.add({ answer: { status: 503, body: 'away' } });
        addJob(cli.server, id, { createDate: minutesAgo(30) });
      }
      return receiver.received.length === 2;
    },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/503/);
  expect(receiver.types()).toEqual(['integration_instance.unhealthy', 'integration_instance.healthy']);
  await receiver.close();
});

test('the prometheus format has a line for each instance and problem, and the file is replaced at once', async () => {
  const id = addInstance(cli.server, { name: 'Quoted "name"\\' });
  addJob(cli.server, id, { createDate: minutesAgo(60), ...FAILED });
  const file = cli.path('j1.prom');
  expect((await ops(`health --format prometheus --output ${file}`)).code).toBe(1);
  const text = await readFile(file, 'utf8');
  const labels = `instance_id="${id}",instance_name="Quoted \\"name\\"\\\\",integration="sample"`;
  expect(text).toContain(`# TYPE j1_instance_healthy gauge\nj1_instance_healthy{${labels}} 0\n`);
  expect(text).toContain(`j1_instance_problem{${labels},problem="failed"} 1\n`);
  expect(text).toContain(`j1_instance_problem{${labels},problem="overdue"} 0\n`);
  expect(text).toContain(`j1_instance_last_finished_job_status{${labels},status="FAILED"} 1\n`);
  expect((await ops('health --format prometheus')).stdout).toContain('\nj1_health_timestamp_seconds 1');
});

test.each([
  ['health --webhook https://example.com', 64, /--watch or --state/],
  ['health --output x', 64, /--format prometheus/],
  ['health --webhook http://example.com/canary-hook-address --watch', 78, /https:\/\//],
  ['health --state /nowhere/at/all.json', 74, /cannot be written \(ENOENT\)/],
])('%s is refused', async (args, exitCode, message) => {
  const { code, stderr } = await ops(args);
  expect([code, stderr]).toEqual([exitCode, expect.stringMatching(message)]);
});

test('a state file of another program is refused and not changed', async () => {
  const file = await cli.file('other.json', '{"mine":true}');
  expect(await ops(`health --state ${file}`)).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('Move it away') as string,
  });
  expect(await readFile(file, 'utf8')).toBe('{"mine":true}');
});
