import { testCredentials } from '@j1-integrations/integration-kit/testing';
import { checkConfig } from './connection';
import { harness, run, simulated } from './testing/simulated';

testCredentials(harness, {
  field: 'authToken',
  setting: 'AUTH_TOKEN',
  source: 'Custom Integrations',
  unknown: 'sntryu_wrong',
  pasted: ({ token, url }) => ({ authToken: ` ${token}\n`, organizationSlug: 'acme ', baseUrl: `\t${url}/\n` }),
  firstPath: '/api/0/organizations/acme/',
});

describe('a run refuses, before any request,', () => {
  test.each([
    ['organizationSlug', undefined, 'organizationSlug is "" (in the environment: ORGANIZATION_SLUG)'],
    ['organizationSlug', ' ', 'organizationSlug is ""'],
    ['organizationSlug', 'acme/../other', 'organizationSlug is "acme/../other"'],
    ['organizationSlug', 'https://acme.sentry.io', 'Allowed: letters, digits, - and _'],
    ['organizationSlug', 'sntryu_canary0123', 'seems to be a token, so it is not shown. Put the token into authToken'],
    ['organizationSlug', 'sntrys_eyJcanary==_x/y', 'seems to be a token, so it is not shown'],
    ['organizationSlug', 'Bearer sntryi_canary', 'seems to be a token, so it is not shown'],
    ['organizationSlug', `canary${'0123456789abcdef'.repeat(4)}`, 'seems to be a token, so it is not shown'],
    ['authToken', 'sntrys_canary', 'An organization token (sntrys_…) does not work here'],
    [
      'baseUrl',
      'http://sentry.example.com',
      'baseUrl (in the environment: BASE_URL) is "http://sentry.example.com". Allowed: https',
    ],
    ['baseUrl', 'sntryu_canary0123456789', 'is a text of 23 characters, which may be a secret and is not shown'],
    ['baseUrl', 'sentry.example.com', 'baseUrl (in the environment: BASE_URL) is "sentry.example.com"'],
    ['baseUrl', 'https://sentry.example.com/?a=b', 'with a user, a query or a fragment'],
    [
      'baseUrl',
      'https://me:secret-canary@sentry.example.com',
      '"https://sentry.example.com" with a user, a query or a fragment',
    ],
  ])('%s: %j', async (field, value, message) => {
    const sentry = await simulated();
    const { error, log } = await run(sentry, { config: { [field]: value } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(message);
    expect(error?.message).not.toContain('canary');
    expect(log).not.toContain('canary');
    expect(sentry.requests).toHaveLength(0);
  });
});

test.each([
  [undefined, 'https://sentry.io/'],
  ['', 'https://sentry.io/'],
  [' https://de.sentry.io ', 'https://de.sentry.io/'],
  ['https://sentry.example.com', 'https://sentry.example.com/'],
  ['https://example.com/sentry/', 'https://example.com/sentry/'],
  ['https://sentry.example.com/api/0/', 'https://sentry.example.com/'],
  ['https://sentry.example.com/api/0', 'https://sentry.example.com/'],
  ['https://sentry.io/api/', 'https://sentry.io/'],
  ['https://example.com/sentry/api', 'https://example.com/sentry/'],
  ['https://api.example.com', 'https://api.example.com/'],
  ['http://localhost:9000', 'http://localhost:9000/'],
  ['http://[::1]:9000', 'http://[::1]:9000/'],
])('the base URL %j is read as %s', (baseUrl, href) => {
  expect(checkConfig({ authToken: 'token', organizationSlug: 'acme', baseUrl }).baseUrl.href).toBe(href);
});

describe('the error', () => {
  test('of an unknown token names the kinds of tokens', async () => {
    const { error } = await run(await simulated(), { config: { authToken: 'sntryu_wrong' } });
    expect(error?.message).toMatch(/Invalid token.*An organization token \(sntrys_…\) does not work here.*Allowed:/);
  });

  test('of a missing login by single sign-on has the words of Sentry', async () => {
    const sentry = await simulated();
    const body = {
      detail: { code: 'sso-required', message: 'Must login via SSO', extra: { loginUrl: '/auth/login/' } },
    };
    sentry.fault({ kind: 'status', status: 401, body });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
    expect(error?.message).toContain('Must login via SSO');
  });

  test('of a token without the scope names the scope', async () => {
    const sentry = await simulated({ scopes: ['team:read'] });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR', status: 403 });
    expect(error?.message).toContain('lacks the scope org:read');
  });

  test('of an unknown organization names the field', async () => {
    const sentry = await simulated();
    const { error } = await run(sentry, { config: { organizationSlug: 'acmee' } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toMatch(/^organizationSlug is "acmee".*does not exist, or the token may not see it/);
  });

  test('of an address without Sentry names the field', async () => {
    const sentry = await simulated({ faults: [{ kind: 'html', status: 404 }] });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`baseUrl is ${sentry.url}/`);
  });

  test('of an answer without an organization ends the run', async () => {
    const sentry = await simulated({ faults: [{ kind: 'half', fields: ['id'], path: '/api/0/organizations/acme/' }] });
    const { error } = await run(sentry);
    expect(error?.message).toContain('did not answer with an organization');
  });
});
