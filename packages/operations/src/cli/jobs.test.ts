import { useCli } from '../testing/cli';
import { addInstance, addJob, CANARY } from '../testing/server';

const cli = useCli();
const { ops, json } = cli;

describe('trigger and jobs', () => {
  test('trigger --wait reports the progress and ends like the job', async () => {
    const id = addInstance(cli.server, { config: { behaviour: 'warns' } });
    const { code, stdout, stderr } = await ops(`trigger ${id} --wait --fail-on warnings`);
    expect(code).toBe(3);
    expect(stdout).toMatch(new RegExp(`${id} .*COMPLETED_WITH_WARNINGS\n`));
    expect(stderr).toMatch(/IN_PROGRESS\n[\s\S]*warn_missing_permission: Some users may not be read/);
  });

  test.each([
    ['COMPLETED', '', 0],
    ['COMPLETED_WITH_WARNINGS', '', 0],
    ['COMPLETED_WITH_WARNINGS', ' --fail-on warnings', 3],
    ['COMPLETED_WITH_ERRORS', '', 3],
    ['FAILED', '', 1],
    ['ARCHIVED', '', 3],
  ])('a job that ends %s, waited for%s: %i', async (status, options, code) => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id);
    cli.server.faults.add({ patch: { set: { 'integrationJob.status': status } } });
    const ended = await ops(`jobs wait ${id} ${job.id}${options}`);
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(new RegExp(`status +${status}\n`)) as string });
  });

  test('wait chooses the newest job in any order of the list', async () => {
    const id = addInstance(cli.server);
    const jobs = [1, 3, 2].map((n) => addJob(cli.server, id, { createDate: n, endDate: n }));
    const answered = jobs.map((job) => ({ ...job, integrationDefinitionId: undefined }));
    cli.server.faults.add({ at: 'integrationJobs', patch: { set: { 'integrationJobs.jobs': answered } } });
    expect(await json(`jobs wait ${id}`)).toMatchObject({ id: jobs[1].id });
  });

  test('trigger without --wait ends at once, and other commands wait, show the job and list its events', async () => {
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

  test('one failure does not stop the other instances', async () => {
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

  test('a running instance ends with 75 and names its job', async () => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    expect(await ops(`trigger ${id}`)).toMatchObject({ code: 75, stderr: expect.stringContaining(job.id) as string });
  });

  test('a timeout ends with 75, and the job continues', async () => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const { code, stderr } = await ops(`jobs wait ${id} ${job.id} --timeout 0.2s`);
    expect(code).toBe(75);
    expect(stderr).toContain('still IN_PROGRESS');
  });

  test('Ctrl-C stops the wait, not the job', async () => {
    const id = addInstance(cli.server);
    const job = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const { code, stderr } = await ops(`jobs wait ${id} ${job.id}`, {
      interruptWhen: ({ stderr }) => stderr.includes('IN_PROGRESS'),
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`Stopped waiting. These jobs continue in JupiterOne: job ${job.id} of instance ${id}\n`);
  });

  test('Ctrl-C without a wait does not mention jobs', async () => {
    const id = addInstance(cli.server);
    cli.server.faults.add({ at: 'invokeIntegrationInstance', act: true, hang: true });
    const isFired = () => cli.server.records.jobs.some((job) => job.integrationInstanceId === id);
    expect(await ops(`trigger ${id}`, { interruptWhen: isFired })).toEqual({ code: 130, stdout: '', stderr: '\n' });
  });

  test('cancel ends the job of an interrupted upload, and then the instance can be deleted', async () => {
    const id = addInstance(cli.server);
    const begun = await fetch(`${cli.server.url}/persister/synchronization/jobs`, {
      method: 'POST',
      headers: { 'JupiterOne-Account': cli.server.account, Authorization: `Bearer ${cli.server.apiKey}` },
      body: JSON.stringify({ source: 'integration-managed', integrationInstanceId: id }),
    });
    expect(begun.status).toBe(200);
    expect((await ops(`instances delete ${id} --yes`)).code).toBe(75);
    expect(await ops(`jobs cancel ${id}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('FAILED') as string,
    });
    expect(await ops(`jobs cancel ${id}`)).toMatchObject({ code: 65 });
    const { id: jobId } = cli.server.records.jobs.at(-1)!;
    expect(await ops(`jobs cancel ${id} ${jobId}`)).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('is over') as string,
    });
    const lost = addJob(cli.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    expect(await ops(`jobs cancel ${id} ${lost.id}`)).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('404') as string,
    });
    cli.server.records.jobs.pop();
    expect((await ops(`instances delete ${id} --yes`)).code).toBe(0);
  });

  test('a trigger with a lost answer finds its job and is not sent twice', async () => {
    const id = addInstance(cli.server);
    cli.server.faults.add({ at: 'invokeIntegrationInstance', act: true, connection: 'reset' });
    const { code, stderr } = await ops(`trigger ${id}`);
    expect(code).toBe(0);
    expect(stderr).toContain('The trigger was sent once.');
    expect(cli.server.records.jobs.filter((job) => job.integrationInstanceId === id)).toHaveLength(1);
  });

  test('list shows 20 jobs by default', async () => {
    const id = addInstance(cli.server);
    for (let n = 0; n < 25; n++) addJob(cli.server, id);
    expect(await json(`jobs list ${id}`)).toHaveLength(20);
    expect(await json(`jobs list ${id} --limit all`)).toHaveLength(25);
    expect(await json(`jobs list ${id} --limit 2`)).toHaveLength(2);
  });
});

test('audit lists the newest action first', async () => {
  const id = addInstance(cli.server);
  await ops(`schedule ${id} --polling-interval ONE_DAY`);
  expect((await ops('audit --limit 1')).stdout).toMatch(
    new RegExp(`local-user +integration_instance.updated +integration_instance ${id} +\\{.*\\}\n`),
  );
  expect(await json('audit --limit 1')).toMatchObject([{ resourceId: id }]);
});

test('audit masks a configuration inside an event', async () => {
  cli.server.records.auditEvents.push({
    id: 'leaky',
    resourceType: 'integration_instance',
    resourceId: 'x',
    category: 'integration_instance.updated',
    timestamp: 1,
    performedByUserId: 'someone',
    data: { before: { config: { apiKey: CANARY, hosts: [CANARY] } } },
  });
  expect(await json('audit --limit 1')).toMatchObject([
    { data: { before: { config: { apiKey: '***masked***', hosts: ['***masked***'] } } } },
  ]);
});
