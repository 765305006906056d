import { createOperations, type Operations } from './client';
import { failure, QUICK, useClient } from './testing/client';
import { addInstance, addJob } from './testing/server';
import { type WaitOptions } from './wait';

const client = useClient();

/** Its requests may take longer than a waiting may. */
let patient: Operations;
beforeAll(() => {
  patient = createOperations(client.server, { ...QUICK, policy: { ...QUICK.policy, headersSeconds: 60 } });
});
afterAll(() => patient.close());

describe('a status or a value that is not known', () => {
  test('is kept, and is over only when it has an end date', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id);
    client.server.faults.add({
      at: 'integrationJob',
      patch: { set: { 'integrationJob.status': 'ENRICHING', 'integrationJob.endDate': null } },
    });
    client.server.faults.add({
      at: 'integrationJob',
      patch: { set: { 'integrationJob.status': 'ARCHIVED', 'integrationJob.endDate': '17' } },
    });
    const statuses: string[] = [];
    const over = await client.jupiterone.jobs.wait(id, job.id, {
      onProgress: (progress) => 'job' in progress && statuses.push(progress.job.status),
    });
    expect(statuses).toEqual(['ENRICHING', 'ARCHIVED']);
    expect(over).toMatchObject({ status: 'ARCHIVED', endDate: 17 });
  });

  test('of an interval is kept as well', async () => {
    const id = addInstance(client.server);
    client.server.faults.add({ patch: { set: { 'integrationInstance.pollingInterval': 'TWO_DAYS' } } });
    expect(await client.jupiterone.instances.get(id)).toMatchObject({ pollingInterval: 'TWO_DAYS' });
  });
});

test('a waiting that is ended says so, and asks no more', async () => {
  const id = addInstance(client.server);
  const job = addJob(client.server, id, { status: 'IN_PROGRESS', endDate: undefined });
  const ending = new AbortController();
  const waiting = client.jupiterone.jobs.wait(id, job.id, { signal: ending.signal, onProgress: () => ending.abort() });
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

describe('a waiting', () => {
  const running = { status: 'IN_PROGRESS', endDate: undefined };
  const wait = (id: string, jobId: string, options?: WaitOptions) => client.jupiterone.jobs.wait(id, jobId, options);

  test('that is ended while no server answers ends at once', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    const ending = new AbortController();
    client.server.faults.add({ times: Infinity, hang: true });
    setTimeout(() => ending.abort(), 100);
    await expect(wait(id, job.id, { signal: ending.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('whose time is over while no server answers says what was last seen', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    client.server.faults.add({ skip: 1, times: Infinity, hang: true });
    const late = await failure(patient.jobs.wait(id, job.id, { timeoutSeconds: 0.2 }));
    expect(late).toMatchObject({ name: 'WaitTimeoutError', jobId: job.id, job: { status: 'IN_PROGRESS' } });
  }, 20_000);

  test('of a job whose events cannot be read goes on', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id);
    client.server.faults.add({
      patch: {
        set: { integrationEvents: null },
        errors: [{ message: 'No events today', path: ['integrationEvents'] }],
      },
    });
    expect(await wait(id, job.id)).toMatchObject({ id: job.id, status: 'COMPLETED' });
  });

  test('of a known job outlives a lost connection, and says so; not a refusal', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    const hasty = createOperations(client.server, { ...QUICK, policy: { ...QUICK.policy, attempts: 1 } });
    client.server.faults.add({ skip: 1, times: 2, connection: 'reset' });
    client.server.faults.add({ skip: 1, answer: { status: 401 } });
    const troubles: string[] = [];
    const waiting = hasty.jobs.wait(id, job.id, {
      onProgress: (progress) => 'trouble' in progress && troubles.push(progress.trouble.message),
    });
    await expect(waiting).rejects.toMatchObject({ status: 401 });
    hasty.close();
    expect(troubles).toEqual([expect.stringContaining('ECONNRESET'), expect.stringContaining('ECONNRESET')]);
  });

  test('of a known job outlives a moment of errors; of one that was never seen it does not take them for its absence', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    const fault = { patch: { set: { integrationJob: null }, errors: [{ message: 'One shard is away' }] } };
    client.server.faults.add(fault);
    await expect(wait(id, job.id)).rejects.toThrow('One shard is away');
    client.server.faults.add({ ...fault, skip: 1 });
    setTimeout(() => Object.assign(job, { status: 'COMPLETED', endDate: Date.now() }), 60);
    expect(await wait(id, job.id)).toMatchObject({ status: 'COMPLETED' });
  });
});
