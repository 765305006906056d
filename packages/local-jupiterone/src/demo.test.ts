import { setTimeout } from 'node:timers/promises';
import { type HerokuSimulator } from '@j1-integrations/simulators';
import { startDemo, type Demo } from './demo';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ persistSeconds: 0.1 });
});
afterAll(() => demo.close());

async function trigger(id: string) {
  const { url, account, apiKey, records } = demo.server;
  await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'JupiterOne-Account': account, Authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query: `mutation { invokeIntegrationInstance(id: "${id}") { success } }` }),
  });
  const job = records.jobs.at(-1)!;
  while (job.endDate === undefined) await setTimeout(20);
  return job;
}

test('every integration has an instance and a definition made from what it declares', () => {
  const { instances, definitions } = demo.server.records;
  expect(instances.map(({ id }) => id)).toEqual(definitions.map(({ type }) => `${type}-1`));
  expect(definitions.find(({ type }) => type === 'heroku')!.configFields).toContainEqual(
    expect.objectContaining({ key: 'apiKey', mask: true }),
  );
});

test('a trigger collects the simulated Heroku, all of it', async () => {
  const job = await trigger('heroku-1');
  const { data } = demo.simulators.heroku as unknown as HerokuSimulator;
  const collected = demo.server.graphOf('heroku-1').entities;
  const keysOf = (type: string) => collected.filter(({ _type }) => _type === type).map(({ _key }) => _key);
  expect(job.status).toMatch(/^COMPLETED/);
  expect(new Set(keysOf('heroku_account'))).toEqual(new Set(data.enterpriseAccounts.map(({ id }) => id)));
  expect(new Set(keysOf('heroku_team'))).toEqual(
    new Set(Object.values(data.teams).flatMap((teams) => teams.map(({ id }) => id))),
  );
  expect(new Set(keysOf('heroku_application'))).toEqual(
    new Set(Object.values(data.teamApps).flatMap((apps) => apps.map(({ id }) => id))),
  );
});

test("the provider's token is in no event and no answer", () => {
  const { events, auditEvents, jobs } = demo.server.records;
  expect(JSON.stringify([events, auditEvents, jobs])).not.toContain(demo.simulators.heroku.token);
});

test('every other integration that is there runs to its end as well', async () => {
  const others = demo.server.records.instances.filter(({ id }) => id !== 'heroku-1');
  for (const { id } of others) expect((await trigger(id)).status).toMatch(/^COMPLETED/);
});
