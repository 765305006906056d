import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type HerokuSimulator } from '@j1-integrations/simulators';
import { startDemo, type Demo } from './demo';

/** Every integration is run twice, once of them compiled on the way. */
jest.setTimeout(180_000);

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ persistSeconds: 0.1 });
});
afterAll(() => demo.close());

async function trigger(id: string) {
  const { url, account, apiKey } = demo.server;
  await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'JupiterOne-Account': account, Authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query: `mutation { invokeIntegrationInstance(id: "${id}") { success } }` }),
  });
  return ended();
}

async function ended() {
  const job = demo.server.records.jobs.at(-1)!;
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

test("the SDK's own run collects the same, for every integration that is there", async () => {
  const cli = join(dirname(require.resolve('@jupiterone/integration-sdk-cli/package.json')), 'bin', 'j1-integration');
  const { url, account, apiKey, graphOf } = demo.server;
  for (const [type, environment] of Object.entries(demo.environments)) {
    const instance = `${type}-1`;
    const keys = () =>
      graphOf(instance)
        .entities.map(({ _key }) => _key)
        .sort();
    expect((await trigger(instance)).status).toMatch(/^COMPLETED/);
    const triggered = keys();
    const folder = dirname(require.resolve(`@j1-integrations/${type}/package.json`));
    const project = await mkdtemp(join(tmpdir(), 'run-'));
    await symlink(join(folder, 'src'), join(project, 'src'));
    const args = [cli, 'run', '--project-path', project, '-i', instance, '--api-base-url', url];
    await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, JUPITERONE_ACCOUNT: account, JUPITERONE_API_KEY: apiKey, ...environment },
    });
    expect((await ended()).status).toMatch(/^COMPLETED/);
    expect(keys()).toEqual(triggered);
    await rm(project, { recursive: true });
  }
});

test("the provider's token is in no event and no answer", () => {
  const { events, auditEvents, jobs } = demo.server.records;
  expect(JSON.stringify([events, auditEvents, jobs])).not.toContain(demo.simulators.heroku.token);
});
