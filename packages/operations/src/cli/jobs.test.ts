import { useCli } from '../testing/cli';
import { addInstance, addJob } from '../testing/server';

const cli = useCli();
const { ops, json } = cli;

describe('trigger and jobs', () => {
  test.each([
    ['succeeds', '', 0, 'COMPLETED'],
    ['warns', '', 0, 'COMPLETED_WITH_WARNINGS'],
    ['warns', ' --fail-on warnings', 3, 'COMPLETED_WITH_WARNINGS'],
    ['step-fails', '', 3, 'COMPLETED_WITH_ERRORS'],
    ['invalid', '', 1, 'FAILED'],
  ])('an integration that %s, waited for%s: %i', async (behaviour, options, code, status) => {
    const id = addInstance(cli.server, { config: { behaviour } });
    const ended = await ops(`trigger ${id} --wait${options}`);
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(new RegExp(`${id} .*${status}\n`)) as string });
    expect(ended.stderr).toContain('IN_PROGRESS');
  });

  test('without waiting the job has only begun; then it can be waited for, shown, and asked what it said', async () => {
    const id = addInstance(cli.server);
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
    const [good, bad] = [addInstance(cli.server), addInstance(cli.server, { config: { behaviour: 'invalid' } })];
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
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    expect(await ops(`trigger ${id}`)).toMatchObject({ code: 6, stderr: expect.stringContaining(job.id) as string });
  });

  test('a job that does not end in time is 5, and goes on', async () => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const { code, stderr } = await ops(`jobs wait ${id} ${job.id} --timeout 0.2s`);
    expect(code).toBe(5);
    expect(stderr).toContain('still IN_PROGRESS');
  });

  test('Ctrl-C ends the waiting, not the job', async () => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const { code, stderr } = await ops(`jobs wait ${id} ${job.id}`, { interruptAfter: /IN_PROGRESS/ });
    expect(code).toBe(130);
    expect(stderr).toContain('goes on in JupiterOne');
  });

  test('a trigger whose answer is lost is found, and not fired twice', async () => {
    const id = addInstance(cli.server);
    cli.server.faults.add({ at: 'invokeIntegrationInstance', act: true, connection: 'reset' });
    const { code, stderr } = await ops(`trigger ${id}`);
    expect(code).toBe(0);
    expect(stderr).toContain('nothing was fired twice');
    expect(cli.server.records.jobs.filter((job) => job.integrationInstanceId === id)).toHaveLength(1);
  });

  test('the list stops at 20 jobs unless it is told otherwise', async () => {
    const id = addInstance(cli.server);
    for (let n = 0; n < 25; n++) addJob(cli.server, id);
    expect(await json(`jobs list ${id}`)).toHaveLength(20);
    expect(await json(`jobs list ${id} --limit all`)).toHaveLength(25);
    expect(await json(`jobs list ${id} --limit 2`)).toHaveLength(2);
  });
});

test('audit lists what was done, the newest first', async () => {
  const id = addInstance(cli.server);
  await ops(`schedule ${id} --polling-interval ONE_DAY`);
  expect((await ops('audit --limit 1')).stdout).toMatch(
    new RegExp(`local-user +integration_instance.updated +integration_instance ${id}\n`),
  );
  expect(await json('audit --limit 1')).toMatchObject([{ resourceId: id }]);
});
