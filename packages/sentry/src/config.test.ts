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

describe('what is refused before any request', () => {
  test.each([
    ['organizationSlug', undefined, 'organizationSlug is "" (in the environment: ORGANIZATION_SLUG)'],
    ['organizationSlug', ' ', 'organizationSlug is ""'],
    ['organizationSlug', 'acme/../other', 'organizationSlug is "acme/../other"'],
    ['organizationSlug', 'https://acme.sentry.io', 'Allowed: letters, digits, - and _'],
    [
      'organizationSlug',
      'sntryu_canary0123',
      'holds what looks like a token, and is not shown. A token belongs into authToken',
    ],
    ['organizationSlug', 'sntrys_eyJcanary==_x/y', 'holds what looks like a token, and is not shown'],
    ['organizationSlug', 'Bearer sntryi_canary', 'holds what looks like a token, and is not shown'],
    ['organizationSlug', `canary${'0123456789abcdef'.repeat(4)}`, 'holds what looks like a token, and is not shown'],
    ['authToken', 'sntrys_canary', 'An organization token (sntrys_…) does not work here'],
    [
      'baseUrl',
      'http://sentry.example.com',
      'baseUrl (in the environment: BASE_URL) is "http://sentry.example.com". Allowed: https',
    ],
    ['baseUrl', 'sntryu_canary0123456789', 'is a text of 23 characters, which may be a secret and is not shown'],
    ['baseUrl', 'sentry.example.com', 'baseUrl (in the environment: BASE_URL) is "sentry.example.com"'],
    ['baseUrl', 'https://sentry.example.com/?a=b', 'without user, query and fragment'],
    [
      'baseUrl',
      'https://me:secret-canary@sentry.example.com',
      '"https://sentry.example.com" with something before or behind it',
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

describe('what Sentry refuses', () => {
  test('a token that it does not know: the error names the kinds of tokens', async () => {
    const { error } = await run(await simulated(), { config: { authToken: 'sntryu_wrong' } });
    expect(error?.message).toMatch(/Invalid token.*An organization token \(sntrys_…\) does not work here.*Allowed:/);
  });

  test('a login that single sign-on must make is an authentication error too, with what Sentry says of it', async () => {
    const sentry = await simulated();
    const body = {
      detail: { code: 'sso-required', message: 'Must login via SSO', extra: { loginUrl: '/auth/login/' } },
    };
    sentry.fault({ kind: 'status', status: 401, body });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
    expect(error?.message).toContain('Must login via SSO');
  });

  test('a token without the scope is an authorization error that names it', async () => {
    const sentry = await simulated({ scopes: ['team:read'] });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR', status: 403 });
    expect(error?.message).toContain('lacks the scope org:read');
  });

  test('an organization that does not exist, or that the token does not see, is a field to mend', async () => {
    const sentry = await simulated();
    const { error } = await run(sentry, { config: { organizationSlug: 'acmee' } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toMatch(/^organizationSlug is "acmee".*does not exist, or that the token does not see it/);
  });

  test('so is an address where no Sentry answers', async () => {
    const sentry = await simulated({ faults: [{ kind: 'html', status: 404 }] });
    const { error } = await run(sentry);
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`baseUrl is ${sentry.url}/`);
  });

  test('an answer without an organization in it ends the run', async () => {
    const sentry = await simulated({ faults: [{ kind: 'half', fields: ['id'], path: '/api/0/organizations/acme/' }] });
    const { error } = await run(sentry);
    expect(error?.message).toContain('answered no organization');
  });
});
