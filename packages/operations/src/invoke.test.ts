import { createOperations } from './client';
import {
  AlreadyExecutingError,
  GraphQLAnswerError,
  InvocationUnknownError,
  NotInvokedError,
  WaitTimeoutError,
} from './errors';
import { all, failure, QUICK, useClient } from './testing/client';
import { addInstance, addJob } from './testing/server';

const client = useClient();

describe('a trigger', () => {
  test('a trigger starts a job, and wait gives the end of the job and each event once', async () => {
    const id = addInstance(client.server);
    const { jobId, found } = await client.jupiterone.jobs.invoke(id);
    const events: string[] = [];
    const statuses: string[] = [];
    const job = await client.jupiterone.jobs.wait(id, jobId, {
      onProgress: (progress) =>
        'event' in progress ? events.push(progress.event.id) : 'job' in progress && statuses.push(progress.job.status),
    });
    expect(found).toBe(false);
    expect(job).toMatchObject({ status: 'COMPLETED', errorsOccurred: false });
    expect(statuses.at(-1)).toBe('COMPLETED');
    expect(events.sort()).toEqual(
      (await all(client.jupiterone.jobs.events(id, jobId))).map((event) => event.id).sort(),
    );
  });

  test('a trigger of a running instance throws an error with the running job', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const error = await failure(client.jupiterone.jobs.invoke(id));
    expect(error).toBeInstanceOf(AlreadyExecutingError);
    expect((error as AlreadyExecutingError).job).toMatchObject({ id: job.id, status: 'IN_PROGRESS' });
  });

  test.each([
    ['the connection breaks', { connection: 'reset' as const }],
    ['the answer is cut', { connection: 'cut' as const }],
    ['half of the answer comes', { half: true }],
    ['a gateway answers 502', { answer: { status: 502, body: '<html>Bad gateway</html>' } }],
    ['no server answers', { hang: true }],
  ])('a trigger whose answer is lost because %s finds its job and is not repeated', async (_, fault) => {
    const id = addInstance(client.server);
    addJob(client.server, id, { createDate: Date.now() - 60_000 });
    client.server.faults.add({ at: 'invokeIntegrationInstance', act: true, ...fault });
    expect(await client.jupiterone.jobs.invoke(id)).toEqual({ jobId: client.jobsOf(id)[1].id, found: true });
    expect(client.jobsOf(id)).toHaveLength(2);
  });

  test('a trigger with a lost answer and no new job is an error and is not repeated', async () => {
    const id = addInstance(client.server);
    const impatient = createOperations(client.server, {
      ...QUICK,
      clock: { now: Date.now, sleep: () => Promise.resolve() },
    });
    client.server.faults.add({ at: 'invokeIntegrationInstance', connection: 'reset' });
    await expect(impatient.jobs.invoke(id)).rejects.toThrow(InvocationUnknownError);
    impatient.close();
    expect(client.jobsOf(id)).toHaveLength(0);
  });

  test('the outcome is unknown when the server stops answering', async () => {
    const id = addInstance(client.server);
    client.server.faults.add({ at: 'invokeIntegrationInstance', act: true, connection: 'reset' });
    client.server.faults.add({ at: 'integrationJobs', times: Infinity, answer: { status: 403, body: '{}' } });
    const error = await failure(client.jupiterone.jobs.invoke(id));
    expect(error).toBeInstanceOf(InvocationUnknownError);
    expect((error as Error).message).toMatch(/ECONNRESET.*listing the jobs failed.*403/);
    expect(client.jobsOf(id)).toHaveLength(1);
  });

  test.each([
    ['with an internal error', { errors: [{ message: 'Oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }],
    ['with nothing', {}],
  ])(
    'a trigger that JupiterOne answers %s finds its job',
    async (_, { errors }: { errors?: { message: string }[] }) => {
      const id = addInstance(client.server);
      client.server.faults.add({
        at: 'invokeIntegrationInstance',
        act: true,
        patch: { set: { invokeIntegrationInstance: null }, errors },
      });
      expect(await client.jupiterone.jobs.invoke(id)).toEqual({ jobId: client.jobsOf(id)[0].id, found: true });
    },
  );

  test('a trigger of a running instance is refused although its jobs cannot be listed', async () => {
    const id = addInstance(client.server);
    addJob(client.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    client.server.faults.add({ at: 'integrationJobs', answer: { status: 403, body: '{}' } });
    expect(await failure(client.jupiterone.jobs.invoke(id))).toMatchObject({
      name: 'AlreadyExecutingError',
      instanceId: id,
      job: undefined,
    });
  });

  test('an instance id with 429 in it is not taken for a rate limit', async () => {
    const error = await failure(client.jupiterone.jobs.invoke('nobody-429'));
    expect(error).toBeInstanceOf(GraphQLAnswerError);
    expect((error as Error).message).toContain('nobody-429 does not exist');
  });

  test('a trigger of a paused definition is an error', async () => {
    const id = addInstance(client.server);
    const [definition] = client.server.records.definitions;
    definition.invocationPaused = true;
    const error = await failure(client.jupiterone.jobs.invoke(id));
    definition.invocationPaused = false;
    expect(error).toBeInstanceOf(NotInvokedError);
    expect(client.jobsOf(id)).toHaveLength(0);
  });

  test('a trigger after a 429 is sent again when the time is over', async () => {
    const id = addInstance(client.server);
    client.server.faults.add({
      at: 'invokeIntegrationInstance',
      answer: { status: 429, headers: { 'Retry-After': '0' } },
    });
    client.server.faults.add({
      at: 'invokeIntegrationInstance',
      answer: {
        status: 200,
        body: '{"data":{"invokeIntegrationInstance":null},"errors":[{"message":"Request failed: 429"}]}',
      },
    });
    await client.jupiterone.jobs.invoke(id);
    expect(client.jobsOf(id)).toHaveLength(1);
  });

  test('the error of a timeout has the job and its last status', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const error = await failure(client.jupiterone.jobs.wait(id, job.id, { timeoutSeconds: 0.5 }));
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ jobId: job.id, seconds: 0.5, job: { status: 'IN_PROGRESS' } });
  });
});
