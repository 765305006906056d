import { useClient } from './testing/client';
import { addInstance, addJob } from './testing/server';

const client = useClient();

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
