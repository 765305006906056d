import { DisabledStepReason } from '@jupiterone/integration-sdk-core';
import { createHttp } from '@j1-integrations/provider-http';
import { createInvocationConfig } from './invocation-config';
import { ingestionConfig, isEnabled, sourcesOf, startStates, type Source } from './sources';

const source = (id: string, title: string, onByDefault: boolean): Source => {
  return { id, title, description: `${title}, all of them.`, onByDefault, requests: '1 for each team' };
};
const roles = source('ingestRoles', 'Roles', true);
const findings = source('ingestFindings', 'Findings', false);

const context = (config: object = {}, disabled?: string[]) => ({
  instance: {
    config: config as Record<string, unknown>,
    ...(disabled && { disabledSources: disabled.map((ingestionSourceId) => ({ ingestionSourceId })) }),
  },
});

test('each source of a step has a config field and an ingestion source of the same id', () => {
  const step = (id: string, more: object = {}) => {
    return { id, name: id, entities: [], relationships: [], executionHandler: () => undefined, ...more };
  };
  const invocationConfig = createInvocationConfig({
    name: 'acme',
    settings: { apiKey: { type: 'string', mask: true, description: 'A key.' } },
    createClient: () => createHttp({ baseUrl: 'http://127.0.0.1' }),
    validateInvocation: async () => undefined,
    integrationSteps: [
      step('users'),
      step('roles', { source: roles }),
      step('both', { source: roles, alsoTakes: [findings] }),
    ],
  });
  expect(invocationConfig.instanceConfigFields).toEqual({
    apiKey: { type: 'string', mask: true },
    ingestRoles: { type: 'boolean', optional: true },
    ingestFindings: { type: 'boolean', optional: true },
  });
  expect(invocationConfig.ingestionConfig).toEqual({
    ingestRoles: {
      title: 'Roles',
      description: 'Roles, all of them. Requests: 1 for each team.',
      defaultsToDisabled: false,
    },
    ingestFindings: {
      title: 'Findings',
      description: 'Findings, all of them. Requests: 1 for each team.',
      defaultsToDisabled: true,
    },
  });
  expect(invocationConfig.integrationSteps.map(({ ingestionSourceId }) => ingestionSourceId)).toEqual([
    undefined,
    'ingestRoles',
    'ingestRoles',
  ]);
});

test.each([
  [{}, undefined, true, false],
  [{ ingestRoles: false, ingestFindings: true }, undefined, false, true],
  [{}, ['ingestRoles'], false, false],
  // JupiterOne's switch counts first.
  [{ ingestFindings: true }, ['ingestFindings'], true, false],
  [{ ingestFindings: true }, [], true, true],
])('config %j and switched off %j: roles %j, findings %j', (config, disabled, rolesOn, findingsOn) => {
  expect(isEnabled(context(config, disabled), roles)).toBe(rolesOn);
  expect(isEnabled(context(config, disabled), findings)).toBe(findingsOn);
});

const OFF = { disabled: true, disabledReason: DisabledStepReason.USER_CONFIG };

test('a step does not start if one of its sources is off', () => {
  const steps = [
    { id: 'fetch-users' },
    { id: 'fetch-roles', source: roles },
    { id: 'fetch-findings', source: findings },
    { id: 'build-both', source: roles, alsoTakes: [findings] },
  ];
  expect(startStates(context(), steps)).toEqual({
    'fetch-users': { disabled: false },
    'fetch-roles': { disabled: false },
    'fetch-findings': OFF,
    'build-both': OFF,
  });
  expect(startStates(context({ ingestFindings: true }), steps)['build-both']).toEqual({ disabled: false });
});

test('dependent steps are disabled for the same reason', () => {
  const steps = [
    { id: 'fetch-users' },
    { id: 'fetch-findings', source: findings },
    { id: 'build-findings-of-users', dependsOn: ['fetch-users', 'fetch-findings'] },
    { id: 'build-more', dependsOn: ['build-findings-of-users'] },
  ];
  expect(startStates(context(), steps)).toEqual({
    'fetch-users': { disabled: false },
    'fetch-findings': OFF,
    'build-findings-of-users': OFF,
    'build-more': OFF,
  });
});

test('a source of several steps is listed once', () => {
  const steps = [
    { id: 'a', source: roles },
    { id: 'b', source: findings, alsoTakes: [roles] },
  ];
  expect(sourcesOf(steps)).toEqual([roles, findings]);
  expect(Object.keys(ingestionConfig(sourcesOf(steps)))).toEqual(['ingestRoles', 'ingestFindings']);
});
