import type { Integration } from '../integrations';
import { choose, Refused } from './choose';
import { childEnvironment } from './environment';

const heroku = {
  title: 'Heroku',
  prefix: 'HEROKU_',
  required: ['API_KEY'],
  optional: ['INGEST_TEAM_MEMBERS'],
  unprefixed: ['HEROKU_API_URL'],
} as unknown as Integration;
const sentry = {
  title: 'Sentry',
  prefix: 'SENTRY_',
  required: ['AUTH_TOKEN', 'ORGANIZATION_SLUG'],
  optional: [],
  unprefixed: [],
} as unknown as Integration;
const both = [heroku, sentry];

test('without any credentials all are simulated, with some only those are collected', () => {
  expect(choose(both, { PATH: '/bin' })).toEqual({ integrations: both, real: false });
  expect(choose(both, { HEROKU_API_KEY: 'key' })).toEqual({ integrations: [heroku], real: true });
  const all = { HEROKU_API_KEY: 'key', SENTRY_AUTH_TOKEN: 'token', SENTRY_ORGANIZATION_SLUG: 'acme' };
  expect(choose(both, all)).toEqual({ integrations: both, real: true });
});

test('a setting alone is no credential: the simulator is asked with it', () => {
  const variables = { HEROKU_INGEST_TEAM_MEMBERS: 'false', HEROKU_DEBUG: '1' };
  expect(choose(both, variables).real).toBe(false);
  expect(childEnvironment(heroku, variables)).toEqual({ INGEST_TEAM_MEMBERS: 'false', LOG_LEVEL: 'info' });
});

test.each([
  ['an empty key', { HEROKU_API_KEY: ' ' }, 'Heroku: HEROKU_API_KEY is empty or not set.'],
  ['half of the credentials', { SENTRY_AUTH_TOKEN: 'token' }, 'Sentry: SENTRY_ORGANIZATION_SLUG is empty or not set.'],
  [
    'a setting that does not exist',
    { HEROKU_INGEST_TEAMS: 'false' },
    'Heroku has no setting HEROKU_INGEST_TEAMS. Allowed: HEROKU_INGEST_TEAM_MEMBERS.',
  ],
])('%s is refused, and not simulated in silence', (_name, variables, message) => {
  expect(() => choose(both, variables)).toThrow(Refused);
  expect(() => choose(both, variables)).toThrow(message);
});

test('a child gets the shared settings and its own variables, in its own names, and nothing else', () => {
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
  expect(childEnvironment(heroku, variables)).toEqual({
    PATH: '/bin',
    https_proxy: 'http://proxy.example.com',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    PROVIDER_HTTP_DEFAULTS: '{}',
    // Less would hide the steps and warnings that the table is made of.
    LOG_LEVEL: 'info',
    API_KEY: 'key',
    HEROKU_API_URL: 'https://heroku.example.com',
  });
});
