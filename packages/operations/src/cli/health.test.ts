import { useCli } from '../testing/cli';
import { addInstance, addJob } from '../testing/server';

const cli = useCli();

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

test('health shows every instance with its last job, and ends like the worst of them', async () => {
  const { ops, server } = cli;
  const schedule = { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 3 } };
  const daily = addInstance(server, { name: 'Daily', ...schedule });
  addJob(server, daily, { createDate: minutesAgo(300), status: 'FAILED', errorsOccurred: true });
  const lastDaily = addJob(server, daily, { createDate: minutesAgo(90), status: 'COMPLETED_WITH_WARNINGS' });
  const hourly = addInstance(server, { name: 'Hourly', pollingInterval: 'ONE_HOUR' });
  const lastHourly = addJob(server, hourly, { createDate: minutesAgo(30) });
  const idle = addInstance(server, { name: 'Idle' });

  const { code, stdout } = await ops('health');
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows).toEqual([
    ['NAME', 'TYPE', 'STATUS', 'AGE', 'RUNS', 'NEXT RUN', 'INSTANCE', 'LAST JOB'],
    [
      'Daily',
      'sample',
      'COMPLETED_WITH_WARNINGS',
      '90 min ago',
      'ONE_DAY, 03:00-04:00 UTC',
      expect.stringMatching(/03:00-04:00Z$/),
      daily,
      lastDaily.id,
    ],
    [
      'Hourly',
      'sample',
      'COMPLETED',
      '30 min ago',
      'ONE_HOUR',
      expect.stringMatching(/^about .*Z$/),
      hourly,
      lastHourly.id,
    ],
    ['Idle', 'sample', 'never ran', 'DISABLED', idle],
    [''],
  ]);
  expect(code).toBe(0);
  expect((await ops('health --fail-on warnings')).code).toBe(3);
  addJob(server, hourly, { status: 'FAILED', errorsOccurred: true });
  expect((await ops('health')).code).toBe(1);
});

test('health of many instances costs one request a page', async () => {
  const { ops, server } = cli;
  server.faults.add({ at: 'integrationJobs', times: Infinity, answer: { status: 500 } });
  server.faults.add({ at: 'integrationJob', times: Infinity, answer: { status: 500 } });
  expect((await ops('health --json')).code).toBe(1);
});
