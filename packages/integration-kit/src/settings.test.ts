import { IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { loadConfigFromEnvironmentVariables } from '@jupiterone/integration-sdk-runtime';
import { booleanField, checkCredentials, hostUrl } from './settings';

const refusal = (check: () => unknown): string => {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(IntegrationValidationError);
    return (error as Error).message;
  }
  return 'not refused';
};

test.each(['https://api.example.com', 'http://127.0.0.1:8080', 'http://localhost:1/base', 'http://[::1]:2'])(
  '%s may receive credentials',
  (url) => expect(hostUrl('ACME_API_URL', url).href).toBe(new URL(url).href),
);

test.each([
  ['http://api.example.com/path', 'ACME_API_URL is "http://api.example.com". Allowed: https'],
  [
    'https://user:canary@api.example.com:nonsense',
    'ACME_API_URL is a text of 44 characters, which may be a secret and is not shown. Allowed: https',
  ],
  ['http://user:canary@api.example.com', 'ACME_API_URL is "http://api.example.com". Allowed: https'],
  ['api.example.com', 'ACME_API_URL is "api.example.com". Allowed: https'],
  ['ftp://localhost', 'ACME_API_URL is "ftp://localhost". Allowed: https'],
])('%s is refused with the name of the setting', (url, expected) => {
  const message = refusal(() => hostUrl('ACME_API_URL', url));
  expect(message).toContain(expected);
  expect(message).not.toContain('canary');
});

test.each([undefined, ''])('credentials that are %j are refused, and the message says what is allowed', (value) => {
  expect(refusal(() => checkCredentials('apiKey', value, 'a key of Acme.'))).toBe(
    'apiKey (in the environment: API_KEY) is empty. Allowed: a key of Acme.',
  );
});

test.each([
  ['abc\u200Bdef', 'U+200B as character 4'],
  ['ab\u{1F511}c', 'U+1F511 as character 3'],
  ['abc def', 'U+0020 as character 4'],
  ['abc\ndef', 'U+000A as character 4'],
])('credentials with a wrong character are refused, and not shown: %j', (value, where) => {
  const message = refusal(() => checkCredentials('apiKey', value, 'a key of Acme.'));
  expect(message).toContain(where);
  expect(message).not.toContain('abc');
  expect(message).not.toContain('def');
});

test('credentials of printable characters are accepted', () => {
  expect(() => checkCredentials('apiKey', 'HRKU-!~+/=', '')).not.toThrow();
});

describe('a setting that is true or false', () => {
  const load = () => loadConfigFromEnvironmentVariables({ ingestTeams: booleanField('ingestTeams') });
  afterEach(() => delete process.env.INGEST_TEAMS);

  test.each([
    ['true', true],
    ['FALSE', false],
    [undefined, undefined],
  ])('is read from %j', (value, read) => {
    if (value !== undefined) process.env.INGEST_TEAMS = value;
    expect(load()).toEqual(read === undefined ? {} : { ingestTeams: read });
  });

  test('refuses a pasted secret, and does not show it', () => {
    process.env.INGEST_TEAMS = 'HRKU-canary-4f1d0a77c2';
    expect(refusal(load)).toBe(
      'ingestTeams (in the environment: INGEST_TEAMS) is a text of 22 characters, which may be a secret and is not shown. Allowed: true, false.',
    );
  });
});
