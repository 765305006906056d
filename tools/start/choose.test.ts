import { EXIT } from '@j1-integrations/terminal';
import type { Integration } from '../integrations';
import { accountOf, choose } from './choose';
import { childEnvironment } from './environment';
import { CannotStart } from './cannot-start';

const heroku = {
  name: 'heroku',
  title: 'Heroku',
  prefix: 'HEROKU_',
  required: ['API_KEY'],
  optional: ['INGEST_TEAM_MEMBERS'],
  unprefixed: ['HEROKU_API_URL'],
} as unknown as Integration;
const sentry = {
  name: 'sentry',
  title: 'Sentry',
  prefix: 'SENTRY_',
  required: ['AUTH_TOKEN', 'ORGANIZATION_SLUG'],
  optional: ['BASE_URL'],
  unprefixed: [],
} as unknown as Integration;
const trail = {
  name: 'heroku-audit-trail',
  title: 'Heroku audit trail',
  prefix: 'HEROKU_ENTERPRISE_',
  required: ['ACCOUNT'],
  optional: [],
  unprefixed: ['HEROKU_ENTERPRISE_ACCOUNT', 'HEROKU_API_KEY', 'HEROKU_API_URL'],
} as unknown as Integration;
const all = [heroku, sentry, trail];

function chosen(variables: NodeJS.ProcessEnv, only: string[] = []) {
  const { accounts, real } = choose(all, variables, { only });
  return { names: accounts.map(({ name }) => name), real };
}

test('choose takes the accounts with credentials, or simulates all if there are none', () => {
  expect(chosen({ PATH: '/bin' })).toEqual({ names: ['heroku', 'sentry', 'heroku-audit-trail'], real: false });
  expect(chosen({ HEROKU_API_KEY: 'key' })).toEqual({ names: ['heroku'], real: true });
  const both = { HEROKU_API_KEY: 'key', SENTRY_AUTH_TOKEN: 'token', SENTRY_ORGANIZATION_SLUG: 'acme' };
  expect(chosen(both)).toEqual({ names: ['heroku', 'sentry'], real: true });
});

test('each account has its own name and only gets its own variables', () => {
  const variables = {
    HEROKU_API_KEY: 'key',
    HEROKU_API_URL: 'https://own.example.com',
    HEROKU_API_KEY__PROD: 'key of prod',
    HEROKU_INGEST_TEAM_MEMBERS__PROD: 'false',
    HEROKU_ENTERPRISE_ACCOUNT__PROD: 'acme',
    HEROKU_API_KEY__EU_1: 'key of eu',
  };
  const { accounts } = choose(all, variables);
  expect(accounts.map(({ name, title }) => [name, title])).toEqual([
    ['heroku', 'Heroku'],
    ['heroku-eu-1', 'Heroku EU_1'],
    ['heroku-prod', 'Heroku PROD'],
    ['heroku-audit-trail-prod', 'Heroku audit trail PROD'],
  ]);
  const [own, , prod, trailOfProd] = accounts.map((account) => childEnvironment(account, variables));
  const rest = { LOG_LEVEL: 'info' };
  expect(own).toMatchObject({ API_KEY: 'key', HEROKU_API_URL: 'https://own.example.com' });
  expect(prod).toEqual({
    ...{ API_KEY: 'key of prod', INGEST_TEAM_MEMBERS: 'false', ...rest },
    ...{ INTEGRATION_SETTINGS_PREFIX: 'HEROKU_', INTEGRATION_SETTINGS_SUFFIX: '__PROD' },
    ...{ INTEGRATION_INSTANCE_ID: 'heroku-prod', INTEGRATION_INSTANCE_NAME: 'heroku-prod' },
  });
  expect(trailOfProd).toMatchObject({ HEROKU_ENTERPRISE_ACCOUNT: 'acme', HEROKU_API_KEY: 'key of prod' });
});

test('--only takes integrations and accounts; the credentials of others are not checked', () => {
  const variables = { HEROKU_API_KEY: 'key', HEROKU_API_KEY__PROD: 'key of prod', SENTRY_AUTH_TOKEN: 'alone' };
  expect(chosen(variables, ['heroku']).names).toEqual(['heroku', 'heroku-prod']);
  expect(chosen(variables, ['heroku-prod']).names).toEqual(['heroku-prod']);
  expect(chosen({}, ['sentry'])).toEqual({ names: ['sentry'], real: false });
  expect(() => chosen(variables, ['heroku-audit-trail'])).toThrow(
    '--only heroku-audit-trail: Heroku audit trail has no credentials. Others have, so nothing is simulated. Set HEROKU_ENTERPRISE_ACCOUNT',
  );
  expect(() => chosen({}, ['sentri'])).toThrow(
    new CannotStart('--only takes heroku, sentry, heroku-audit-trail. It got "sentri".', EXIT.usage),
  );
});

test('a setting without credentials applies to the simulator', () => {
  const variables = { HEROKU_INGEST_TEAM_MEMBERS: 'false', HEROKU_DEBUG: '1' };
  expect(chosen(variables).real).toBe(false);
  expect(childEnvironment(accountOf(heroku), variables)).toMatchObject({ INGEST_TEAM_MEMBERS: 'false' });
});

test.each([
  ['an empty key', { HEROKU_API_KEY: ' ' }, 'Heroku: HEROKU_API_KEY is empty or not set.'],
  ['half of the credentials', { SENTRY_AUTH_TOKEN: 'token' }, 'Sentry: SENTRY_ORGANIZATION_SLUG is empty or not set.'],
  [
    'half of the credentials of an account',
    { SENTRY_AUTH_TOKEN: 't', SENTRY_ORGANIZATION_SLUG: 'a', SENTRY_AUTH_TOKEN__EU: 't' },
    'Sentry EU: SENTRY_ORGANIZATION_SLUG__EU is empty or not set.',
  ],
  [
    'a setting that does not exist',
    { HEROKU_INGEST_TEAMS: 'false' },
    'Heroku has no setting HEROKU_INGEST_TEAMS. Allowed: HEROKU_API_KEY, HEROKU_INGEST_TEAM_MEMBERS, HEROKU_INSTANCE, HEROKU_API_URL.',
  ],
  ['a setting of an account that does not exist', { HEROKU_KEY__PROD: 'x' }, 'Heroku has no setting HEROKU_KEY.'],
  [
    'an account that is written in two ways',
    { HEROKU_API_KEY__PROD: 'x', HEROKU_API_URL__PRD: 'https://x.example.com' },
    'HEROKU_API_URL__PRD belongs to no account: there are no credentials with the ending __PRD.',
  ],
  ['an account with a name that is a path', { 'HEROKU_API_KEY__../x': 'x' }, 'Allowed: letters, digits and single _.'],
  [
    'accounts that differ in case only',
    { HEROKU_API_KEY__PROD: 'x', HEROKU_API_KEY__prod: 'y' },
    'Heroku PROD and Heroku prod would both be collected into heroku-prod.',
  ],
  [
    'a setting without a label next to accounts that all have one',
    { HEROKU_API_KEY__PROD: 'x', HEROKU_API_KEY__EU: 'y', HEROKU_INGEST_TEAM_MEMBERS: 'false' },
    'HEROKU_INGEST_TEAM_MEMBERS belongs to no account. Did you mean HEROKU_INGEST_TEAM_MEMBERS__EU or HEROKU_INGEST_TEAM_MEMBERS__PROD?',
  ],
  [
    'an account with the name of another integration',
    { HEROKU_API_KEY__AUDIT_TRAIL: 'x', HEROKU_ENTERPRISE_ACCOUNT: 'acme' },
    'Heroku AUDIT_TRAIL and Heroku audit trail would both be collected into heroku-audit-trail.',
  ],
])('choose refuses %s', (_name, variables, message) => {
  expect(() => choose(all, variables)).toThrow(CannotStart);
  expect(() => choose(all, variables)).toThrow(message);
});

test('choose refuses an unknown variable in the file, but not in the environment', () => {
  const variables = { HEROKU_APIKEY: 'x' };
  expect(chosen(variables).real).toBe(false);
  expect(() => choose(all, variables, { file: ['HEROKU_APIKEY'] })).toThrow('Heroku has no setting HEROKU_APIKEY.');
});

test('a child process only gets the shared variables and its own', () => {
  const variables = {
    PATH: '/bin',
    https_proxy: 'http://proxy.example.com',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    PROVIDER_HTTP_DEFAULTS: '{}',
    LOG_LEVEL: 'error',
    HEROKU_API_KEY: 'key',
    HEROKU_API_URL: 'https://heroku.example.com',
    SENTRY_AUTH_TOKEN: 'another',
    API_KEY: 'stray',
    AWS_SECRET_ACCESS_KEY: 'stray',
  };
  expect(childEnvironment(accountOf(heroku), variables)).toEqual({
    PATH: '/bin',
    https_proxy: 'http://proxy.example.com',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    PROVIDER_HTTP_DEFAULTS: '{}',
    LOG_LEVEL: 'info',
    API_KEY: 'key',
    HEROKU_API_URL: 'https://heroku.example.com',
    INTEGRATION_SETTINGS_PREFIX: 'HEROKU_',
    INTEGRATION_SETTINGS_SUFFIX: '',
    INTEGRATION_INSTANCE_ID: 'heroku',
    INTEGRATION_INSTANCE_NAME: 'heroku',
  });
});
