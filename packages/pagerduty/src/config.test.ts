import { setsOf, testCredentials } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';
import { apiUrl } from './regions';
import { harness, run, NO_SOURCES, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

testCredentials(harness, {
  field: 'apiKey',
  setting: 'API_KEY',
  source: 'API Access Keys',
  unknown: 'wrong',
  pasted: ({ token }) => ({ apiKey: ` ${token}\n`, region: ' us ' }),
  firstPath: '/abilities',
});

describe('a run sends no request, and the message names the allowed values, for', () => {
  test.each(['moon', 'constructor', 5])('the region %j', async (region) => {
    const pagerduty = await simulated();
    const { error } = await run(pagerduty, { config: { region: region as string } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(
      `region is ${JSON.stringify(region)} (in the environment: REGION). Allowed: us, eu.`,
    );
    expect(pagerduty.requests).toHaveLength(0);
  });

  test('a key in the place of the region, which is not shown', async () => {
    const pagerduty = await simulated();
    const { error } = await run(pagerduty, { config: { region: 'u+canary_ab3CdEfGhIj' } });
    expect(error?.message).toContain('region is a text of 20 characters, which may be a secret and is not shown');
    expect(error?.message).not.toContain('canary');
  });

  test.each(['http://api.example.com', 'nowhere'])('the local host %s', async (url) => {
    const pagerduty = await simulated();
    process.env.PAGERDUTY_API_URL = url;
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`PAGERDUTY_API_URL is "${url}". Allowed: https`);
  });
});

test('each region has its own host, and us is the default', () => {
  const hosts = [undefined, '', 'us', 'eu', ' EU '].map((region) => apiUrl(region?.trim(), undefined).href);
  expect(hosts).toEqual([
    'https://api.pagerduty.com/',
    'https://api.pagerduty.com/',
    'https://api.pagerduty.com/',
    'https://api.eu.pagerduty.com/',
    'https://api.eu.pagerduty.com/',
  ]);
});

describe('an unknown key is an authentication error', () => {
  test.each([
    [undefined, 'us', 'eu'],
    ['us', 'us', 'eu'],
    [' EU ', 'eu', 'us'],
  ])('in the region %j, and the message names both regions and the kind of key', async (region, asked, other) => {
    const pagerduty = await simulated();
    const result = await run(pagerduty, { config: { apiKey: 'u+canary-wrong-key', region } });
    const message = result.error?.message ?? '';
    expect(message).toContain(`refused the key in the region ${asked} (${new URL(pagerduty.url).host})`);
    expect(message).toContain(`try region = ${other} (in the environment: REGION)`);
    expect(message).toMatch(/General Access REST API key, .*Not allowed: an Events key/);
    expect(result.log + message).not.toContain('canary');
  });

  test('after a 401 without a body', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'status', status: 401, body: '' }] });
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
    expect(error?.message).toContain('try region = eu');
  });

  test('after a 404 with an HTML page', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'html', status: 404 }] });
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 404 });
  });
});

describe('the abilities of the account', () => {
  test('are requested only once', async () => {
    const pagerduty = await simulated();
    await run(pagerduty);
    expect(pagerduty.requests.filter(({ path }) => path === '/abilities')).toHaveLength(1);
  });

  test('without teams disable the steps of teams, and everything else is in the graph', async () => {
    const pagerduty = await simulated();
    pagerduty.data.abilities = ['urgencies'];
    const result = await run(pagerduty);
    expect(result.error).toBeUndefined();
    expect(setsOf(result)).toEqual(truthOf({ ...pagerduty.data, teams: [] }));
    const notRun = Object.entries(result.steps).filter(([, status]) => (status as string) !== 'success');
    expect(Object.fromEntries(notRun)).toEqual({
      'fetch-teams': 'disabled',
      'build-team-members': 'disabled',
      'fetch-team-roles': 'disabled',
      'build-team-services': 'disabled',
      'build-team-escalation-policies': 'disabled',
      'build-team-schedules': 'disabled',
    });
    expect(pagerduty.requests.filter(({ path }) => path.startsWith('/teams'))).toEqual([]);
  });

  test('end the run if they cannot be read', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'status', status: 500, path: '/abilities' }] });
    const result = await run(pagerduty);
    expect(result.error).toMatchObject({ code: 'PROVIDER_API_ERROR', status: 500 });
    expect(result.steps).toEqual({});
    expect(pagerduty.requests.filter(({ path }) => path === '/abilities').length).toBeGreaterThan(1);
  });
});

test.each(invocationConfig.sources.map(({ id }) => id))('%s can be switched off', async (source) => {
  const data = tidyData();
  const pagerduty = await simulated({ data });
  for (const options of [{ config: { [source]: false } }, { disabledSources: [source] }]) {
    const result = await run(pagerduty, options);
    expect(setsOf(result)).toEqual(truthOf(data, { [source]: false }));
    expect(new Set(Object.values(result.steps))).toEqual(new Set(['success', 'disabled']));
  }
});

test('the list of services is requested without integrations if that source is off', async () => {
  const pagerduty = await simulated({ data: tidyData() });
  await run(pagerduty, { config: NO_SOURCES });
  expect(pagerduty.requests.filter(({ query }) => query.includes('include'))).toEqual([]);
});
