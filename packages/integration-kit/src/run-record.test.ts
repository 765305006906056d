import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IntegrationValidationError, IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import { createHttp, pathTo, type Http } from '@j1-integrations/provider-http';
import { warn } from './failures';
import { createInvocationConfig, type Integration } from './invocation-config';
import { writeRunRecord, type RunRecord } from './run-record';
import { settingOf } from './settings';
import type { ClientStep } from './steps';
import { runIntegration } from './testing';

type Config = Record<string, unknown>;
type Step = ClientStep<Config, Http>;

const server = http.createServer((request, response) => {
  if (request.url === '/teams') response.end('[]');
  else response.writeHead(503).end('{}');
});
let baseUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const typeOf = (id: string) => ({ resourceName: id, _type: `acme_${id}`, _class: ['Record'] });

function step(id: string, executionHandler: Step['executionHandler'], more: Partial<Step> = {}): Step {
  return { id, name: `Fetch ${id}`, entities: [typeOf(id)], relationships: [], executionHandler, ...more };
}

const teams = step('teams', async ({ executionConfig: { client } }) => {
  await client.request({ path: pathTo`/teams` });
});
const users = step('users', async ({ executionConfig: { client } }) => {
  await client.request({ path: pathTo`/users` });
});
const accessKeys = {
  id: 'ingestAccessKeys',
  title: 'Access keys',
  description: 'Keys.',
  onByDefault: false,
  requests: '1 for each user',
};
const keys = step('keys', () => undefined, { source: accessKeys });
const usesOfKeys = step('uses', () => undefined, { dependsOn: ['keys'], entities: [typeOf('uses'), typeOf('teams')] });

function run(integrationSteps: Step[], more: Partial<Integration<Config, Http>> = {}) {
  const invocationConfig = createInvocationConfig<Config, Http>({
    name: 'acme',
    settings: {},
    createClient: () => createHttp({ baseUrl, policy: { attempts: 2, backoffBaseSeconds: 0.001 } }),
    validateInvocation: async () => undefined,
    integrationSteps,
    ...more,
  });
  return runIntegration(invocationConfig, { config: {} });
}

const eventsOf = ({ record }: Awaited<ReturnType<typeof run>>) =>
  record?.events.map(({ level, name, step: of, code }) => [level, name, of, code].filter(Boolean).join(' '));

test('the record has the times, the requests, the events and the sources that are off', async () => {
  const before = Date.now();
  const { record } = await run([teams, keys, usesOfKeys]);
  const { start, end, events, ...rest } = record!;
  expect(rest).toEqual({
    formatVersion: 1,
    integration: 'acme',
    instance: { id: 'test-instance', name: 'Test' },
    requests: 1,
    retries: 0,
    waits: { count: 0, seconds: 0 },
    off: [
      {
        source: 'ingestAccessKeys',
        title: 'Access keys',
        setting: 'INGEST_ACCESS_KEYS',
        // Not the teams, which another step collects too.
        types: ['acme_keys', 'acme_uses'],
        classes: ['Record'],
      },
    ],
    classes: { acme_teams: ['Record'], acme_keys: ['Record'], acme_uses: ['Record'] },
  });
  expect(Date.parse(start)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(end)).toBeGreaterThanOrEqual(Date.parse(start));
  expect(events).toEqual([
    expect.objectContaining({ level: 'info', name: 'step_skip', step: 'Fetch keys', code: 'user_config' }),
    expect.objectContaining({ level: 'info', name: 'step_skip', step: 'Fetch uses', code: 'user_config' }),
    expect.objectContaining({ level: 'info', name: 'step_start', step: 'Fetch teams' }),
    expect.objectContaining({ level: 'info', name: 'step_end', step: 'Fetch teams' }),
  ]);
});

test('a failed step is one event with the code, the cause and the reason', async () => {
  const result = await run([teams, users]);
  expect(result.steps).toEqual({ teams: 'success', users: 'failure' });
  expect(result.record).toMatchObject({ requests: 3, retries: 1 });
  const failures = result.record!.events.filter(({ level }) => level === 'error');
  expect(failures).toEqual([
    {
      time: expect.any(String),
      level: 'error',
      name: 'step_failure',
      step: 'Fetch users',
      code: 'PROVIDER_API_ERROR',
      cause: '503',
      description: expect.stringContaining('/users answered 503'),
    },
  ]);
});

test('the message of an unexpected error is not recorded', async () => {
  const result = await run([
    step('teams', () => {
      throw new TypeError('the canary sings');
    }),
  ]);
  expect(eventsOf(result)).toContain('error step_failure Fetch teams UNEXPECTED_ERROR');
  expect(JSON.stringify(result.record)).not.toContain('canary');
});

test('a run with a failed validation has a record too', async () => {
  const result = await run([teams], {
    validateInvocation: () => Promise.reject(new IntegrationValidationError('apiKey is empty.')),
  });
  expect(result.error).toBeDefined();
  expect(result.record?.events).toEqual([
    expect.objectContaining({
      name: 'validation_failure',
      code: 'CONFIG_VALIDATION_ERROR',
      description: 'apiKey is empty.',
    }),
  ]);
});

test('a warning of a step is an event', async () => {
  const result = await run([
    step('teams', ({ logger }) => warn(logger, IntegrationWarnEventName.MissingPermission, 'No teams.')),
  ]);
  expect(eventsOf(result)).toContain('warn warn_missing_permission');
});

test('a step that the plan does not have is skipped with the code `permission`', async () => {
  const result = await run([{ ...teams, isAvailable: async () => false }]);
  expect(result.steps).toEqual({ teams: 'disabled' });
  expect(eventsOf(result)).toEqual(['info step_skip Fetch teams permission']);
});

test('only the owner can read the record and its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-record-'));
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = join(folder, '.j1-integration');
  mkdirSync(join(folder, '.j1-integration'), { mode: 0o755 });
  writeRunRecord({ formatVersion: 1 } as RunRecord);
  const modeOf = (...names: string[]) => statSync(join(folder, '.j1-integration', ...names)).mode & 0o777;
  expect([modeOf(), modeOf('run.json')]).toEqual([0o700, 0o600]);
  expect(readdirSync(join(folder, '.j1-integration'))).toEqual(['run.json']);
  delete process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY;
  rmSync(folder, { recursive: true });
});

test('a run succeeds even if its record cannot be written', async () => {
  const result = await run([
    step('teams', () => {
      const folder = process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY!;
      mkdirSync(join(folder, 'run.json', 'in-the-way'), { recursive: true });
    }),
  ]);
  expect(result.error).toBeUndefined();
  expect(result.steps).toEqual({ teams: 'success' });
  expect(result.record).toBeUndefined();
  expect(result.log).toContain('run.json, the record of this run, could not be written (EISDIR)');
});

test('the name of a setting has the prefix and the suffix of the environment', () => {
  expect(settingOf('ingestAccessKeys')).toBe('INGEST_ACCESS_KEYS');
  process.env.INTEGRATION_SETTINGS_PREFIX = 'ACME_';
  expect(settingOf('ingestAccessKeys')).toBe('ACME_INGEST_ACCESS_KEYS');
  process.env.INTEGRATION_SETTINGS_SUFFIX = '__PROD';
  expect(settingOf('ingestAccessKeys')).toBe('ACME_INGEST_ACCESS_KEYS__PROD');
  delete process.env.INTEGRATION_SETTINGS_PREFIX;
  delete process.env.INTEGRATION_SETTINGS_SUFFIX;
});
