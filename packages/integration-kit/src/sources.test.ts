import { DisabledStepReason } from '@jupiterone/integration-sdk-core';
import { ingestionConfig, isEnabled, sourceFields, startStates } from './sources';

const SOURCES = {
  ingestRoles: { title: 'Roles', description: 'Who is what.', onByDefault: true },
  ingestFindings: { title: 'Findings', description: 'What is wrong.', onByDefault: false },
};

const context = (config: object = {}, disabled?: string[]) => ({
  instance: {
    config: config as Record<string, unknown>,
    ...(disabled && { disabledSources: disabled.map((ingestionSourceId) => ({ ingestionSourceId })) }),
  },
});

test('every source has a config field and an ingestion source of the same id', () => {
  expect(sourceFields(SOURCES)).toEqual({
    ingestRoles: { type: 'boolean', optional: true },
    ingestFindings: { type: 'boolean', optional: true },
  });
  expect(ingestionConfig(SOURCES)).toEqual({
    ingestRoles: { title: 'Roles', description: 'Who is what.', defaultsToDisabled: false },
    ingestFindings: { title: 'Findings', description: 'What is wrong.', defaultsToDisabled: true },
  });
});

test.each([
  [{}, undefined, true, false],
  [{ ingestRoles: false, ingestFindings: true }, undefined, false, true],
  [{}, ['ingestRoles'], false, false],
  // JupiterOne's switch is the last word.
  [{ ingestFindings: true }, ['ingestFindings'], true, false],
  [{ ingestFindings: true }, [], true, true],
])('config %j and switched off %j: roles %j, findings %j', (config, disabled, roles, findings) => {
  expect(isEnabled(context(config, disabled), SOURCES, 'ingestRoles')).toBe(roles);
  expect(isEnabled(context(config, disabled), SOURCES, 'ingestFindings')).toBe(findings);
});

test('a step starts, but when its source is off', () => {
  const steps = [
    { id: 'fetch-users' },
    { id: 'fetch-roles', ingestionSourceId: 'ingestRoles' },
    { id: 'fetch-findings', ingestionSourceId: 'ingestFindings' },
  ];
  expect(startStates(context(), SOURCES, steps)).toEqual({
    'fetch-users': { disabled: false },
    'fetch-roles': { disabled: false },
    'fetch-findings': { disabled: true, disabledReason: DisabledStepReason.USER_CONFIG },
  });
});

test('what depends on a step that is off is off for the same reason', () => {
  const steps = [
    { id: 'fetch-users' },
    { id: 'fetch-findings', ingestionSourceId: 'ingestFindings' },
    { id: 'build-findings-of-users', dependsOn: ['fetch-users', 'fetch-findings'] },
    { id: 'build-more', dependsOn: ['build-findings-of-users'] },
  ];
  const off = { disabled: true, disabledReason: DisabledStepReason.USER_CONFIG };
  expect(startStates(context(), SOURCES, steps)).toEqual({
    'fetch-users': { disabled: false },
    'fetch-findings': off,
    'build-findings-of-users': off,
    'build-more': off,
  });
});
