import { createOperations, type Operations } from './client';
import { failure, QUICK, useClient } from './testing/client';
import { addInstance, addJob } from './testing/server';
import { type WaitOptions } from './wait';

const client = useClient();

/** A request may take longer than the wait. */
let patient: Operations;
beforeAll(() => {
  patient = createOperations(client.server, { ...QUICK, policy: { ...QUICK.policy, headersSeconds: 60 } });
});
afterAll(() => patient.close());

describe('unknown values', () => {
  test('an unknown status is kept and needs an end date to be finished', async () => {
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

  test('an unknown polling interval is kept', async () => {
    const id = addInstance(client.server);
    client.server.faults.add({ patch: { set: { 'integrationInstance.pollingInterval': 'TWO_DAYS' } } });
    expect(await client.jupiterone.instances.get(id)).toMatchObject({ pollingInterval: 'TWO_DAYS' });
  });
});

test('an aborted wait throws an AbortError and sends no more requests', async () => {
  const id = addInstance(client.server);
  const job = addJob(client.server, id, { status: 'IN_PROGRESS', endDate: undefined });
  const stop = new AbortController();
  const waiting = client.jupiterone.jobs.wait(id, job.id, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

describe('waiting for a job', () => {
  const running = { status: 'IN_PROGRESS', endDate: undefined };
  const wait = (id: string, jobId: string, options?: WaitOptions) => client.jupiterone.jobs.wait(id, jobId, options);

  test('an abort stops the wait at once while the server does not answer', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    const ending = new AbortController();
    client.server.faults.add({ times: Infinity, hang: true });
    setTimeout(() => ending.abort(), 100);
    await expect(wait(id, job.id, { signal: ending.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a timeout shows the last known status while the server does not answer', async () => {
    const id = addInstance(client.server);
    const job = addJob(client.server, id, running);
    client.server.faults.add({ skip: 1, times: Infinity, hang: true });
    const late = await failure(patient.jobs.wait(id, job.id, { timeoutSeconds: 0.2 }));
    expect(late).toMatchObject({ name: 'WaitTimeoutError', jobId: job.id, job: { status: 'IN_PROGRESS' } });
  }, 20_000);

  test('the wait continues when the events cannot be read', async () => {
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

  test('the wait continues after a lost connection, and a refusal ends it', async () => {
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

  test('an error in an answer does not end the wait for a known job, but ends the wait for an unknown job', async () => {
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
