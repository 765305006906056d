import { GraphQLAnswerError } from './errors';
import { all, useClient } from './testing/client';
import { addInstance, addJob } from './testing/server';

const client = useClient();

describe('lists', () => {
  test('a list gives every item of every page once, in order', async () => {
    const id = addInstance(client.server);
    const jobs = Array.from({ length: 8 }, () => addJob(client.server, id).id);
    const listed = await all(client.jupiterone.jobs.list({ instanceId: id }));
    expect(listed.map((job) => job.id)).toEqual(jobs.reverse());
  });

  test('a list stops at the limit', async () => {
    expect(await all(client.jupiterone.jobs.list({ limit: 5 }))).toHaveLength(5);
    expect(await all(client.jupiterone.jobs.list({ limit: 0 }))).toHaveLength(0);
  });

  test('a repeated cursor ends a list with an error', async () => {
    const id = addInstance(client.server);
    const [oldest] = Array.from({ length: 8 }, () => addJob(client.server, id));
    const again = Buffer.from(oldest.id).toString('base64url');
    const set = { 'integrationJobs.pageInfo': { endCursor: again, hasNextPage: true } };
    client.server.faults.add({ times: Infinity, patch: { set } });
    await expect(all(client.jupiterone.jobs.list({ instanceId: id }))).rejects.toThrow(
      /POST GraphQL \w+ gives a list that does not end: its next page is one that was asked for before/,
    );
  });

  test('a list continues after errors next to data, and throws them at the end', async () => {
    const id = addInstance(client.server);
    for (let n = 0; n < 5; n++) addJob(client.server, id);
    client.server.faults.add({
      at: 'integrationJobs',
      patch: { errors: [{ message: 'One shard is away', path: ['integrationJobs'] }] },
    });
    const got: string[] = [];
    const listing = (async () => {
      for await (const job of client.jupiterone.jobs.list({ instanceId: id })) got.push(job.id);
    })();
    await expect(listing).rejects.toThrow(
      new GraphQLAnswerError([{ message: 'One shard is away', path: 'integrationJobs' }]),
    );
    expect(got).toHaveLength(5);
  });

  test('lists of audit events, definitions and instances are complete', async () => {
    await client.jupiterone.instances.update(addInstance(client.server), { name: 'Renamed' });
    expect(await all(client.jupiterone.auditEvents.list())).toHaveLength(client.server.records.auditEvents.length);
    expect((await all(client.jupiterone.definitions.list())).map(({ type }) => type)).toEqual(['sample']);
    const names = (await all(client.jupiterone.instances.list({ name: 'Renamed' }))).map(({ name }) => name);
    expect(names).toEqual(['Renamed']);
  });
});
