import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type HerokuSimulator, type PagerDutySimulator, type SentrySimulator } from '@j1-integrations/simulators';
import { startDemo, type Demo } from './demo';
import { startLocalJupiterOne } from './index';

/** Runs every integration three times in child processes. */
jest.setTimeout(180_000);

const PACKAGES = join(__dirname, '..', '..');
/** The packages that depend on `integration-kit` are the integrations. */
const INTEGRATIONS = readdirSync(PACKAGES).filter((name) => {
  const manifest = join(PACKAGES, name, 'package.json');
  const text = existsSync(manifest) ? readFileSync(manifest, 'utf8') : '{}';
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: object };
  return '@j1-integrations/integration-kit' in dependencies;
});
const CLI = join(dirname(require.resolve('@jupiterone/integration-sdk-cli/package.json')), 'bin', 'j1-integration');

let demo: Demo;
let folder: string;
beforeAll(async () => {
  demo = await startDemo({ persistSeconds: 0.1 });
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

test('every integration has an instance, and a definition from its own declarations', () => {
  const { instances, definitions } = demo.server.records;
  expect(instances.map(({ id }) => id)).toEqual(INTEGRATIONS.map((type) => `${type}-1`));
  for (const type of INTEGRATIONS) {
    const { configFields } = definitions.find((definition) => definition.type === type)!;
    expect(configFields.filter(({ mask }) => mask).map(({ key }) => key)).toEqual([
      type === 'sentry' ? 'authToken' : 'apiKey',
    ]);
  }
});

/** Counts of entities that the graph must hold, from the provider's data. */
const TRUTH: Record<string, (simulator: Demo['simulators'][string]) => Record<string, string[]>> = {
  heroku: (simulator) => {
    const { data } = simulator as HerokuSimulator;
    return {
      heroku_account: data.enterpriseAccounts.map(({ id }) => id),
      heroku_team: [...Object.values(data.teams), data.otherTeams].flatMap((teams) => teams.map(({ id }) => id)),
      heroku_application: Object.values(data.teamApps).flatMap((apps) => apps.map(({ id }) => id)),
    };
  },
  pagerduty: (simulator) => {
    const { data } = simulator as PagerDutySimulator;
    return {
      pagerduty_team: data.teams.map(({ id }) => `team:${id}`),
      pagerduty_user: data.users.map(({ id }) => `user:${id}`),
      pagerduty_service: data.services.map(({ id }) => `service:${id}`),
    };
  },
  sentry: (simulator) => {
    const { data } = simulator as SentrySimulator;
    return {
      sentry_organization: [`sentry-organization-${data.organization.id}`],
      sentry_project: data.projects.map(({ id }) => `sentry-project-${id}`),
    };
  },
};

describe.each(INTEGRATIONS)('%s', (type) => {
  const instance = `${type}-1`;
  let triggered: string[];

  /** Waits for the end of the instance's newest job. */
  async function ended() {
    const job = demo.server.records.jobs.filter((each) => each.integrationInstanceId === instance).at(-1)!;
    while (job.endDate === undefined) await setTimeout(20);
    return job;
  }

  const keys = () => {
    const { entities, relationships } = demo.server.graphOf(instance);
    return [...entities, ...relationships].map(({ _key }) => _key).sort();
  };

  test('a trigger collects the whole simulated provider', async () => {
    const { url, account, apiKey, graphOf } = demo.server;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'JupiterOne-Account': account, Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ query: `mutation { invokeIntegrationInstance(id: "${instance}") { success } }` }),
    });
    expect(await answer.json()).toEqual({ data: { invokeIntegrationInstance: { success: true } } });
    expect(await ended()).toMatchObject({ status: expect.stringMatching(/^COMPLETED(_WITH_WARNINGS)?$/) as string });
    const { entities, relationships } = graphOf(instance);
    for (const [_type, wanted] of Object.entries(TRUTH[type](demo.simulators[type]))) {
      const found = entities.filter((entity) => entity._type === _type).map(({ _key }) => _key);
      expect({ [_type]: new Set(found) }).toEqual({ [_type]: new Set(wanted) });
      expect(found).not.toEqual([]);
    }
    expect(relationships).not.toEqual([]);
    triggered = keys();
  });

  /** Runs the command that the demo prints, in a folder of the test. */
  async function j1Integration(command: string) {
    const { url, account, apiKey } = demo.server;
    const project = join(folder, type);
    const src = join(dirname(require.resolve(`@j1-integrations/${type}/package.json`)), 'src');
    await mkdir(project, { recursive: true });
    await symlink(src, join(project, 'src')).catch(() => undefined);
    await promisify(execFile)(
      process.execPath,
      [CLI, command, '--project-path', project, '-i', instance, '--api-base-url', url],
      {
        cwd: join(src, '..'),
        env: {
          PATH: process.env.PATH,
          JUPITERONE_ACCOUNT: account,
          JUPITERONE_API_KEY: apiKey,
          ...demo.environments[type],
        },
      },
    );
    return ended();
  }

  test.each(['run', 'sync'])("the SDK's own %s collects the same graph", async (command) => {
    const { jobs } = demo.server.records;
    const before = jobs.length;
    expect(await j1Integration(command)).toMatchObject({
      status: expect.stringMatching(/^COMPLETED(_WITH_WARNINGS)?$/) as string,
    });
    expect(jobs).toHaveLength(before + 1);
    expect(keys()).toEqual(triggered);
  });

  test('events and answers do not hold the token', () => {
    const { events, auditEvents, jobs } = demo.server.records;
    expect(JSON.stringify([events, auditEvents, jobs])).not.toContain(demo.simulators[type].token);
  });
});

test('the demo leaves out a missing integration and tells the reason', async () => {
  const nowhere = { type: 'nowhere', title: 'Nowhere', start: () => Promise.reject(new Error('not started')) };
  const empty = await startDemo({}, [nowhere]);
  await empty.close();
  expect(empty.server.records.instances).toEqual([]);
  expect(empty.missing).toEqual({ nowhere: '@j1-integrations/nowhere is not installed: run "npm ci"' });
});

test('the error names an integration that cannot be loaded', async () => {
  const broken = { type: 'broken', title: 'Broken', path: join(__dirname, 'nothing.js') };
  await expect(startLocalJupiterOne({ integrations: [broken] })).rejects.toThrow(
    /integration "broken" cannot be loaded.*exit code 1[\s\S]*Cannot find module/,
  );
});
