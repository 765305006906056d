import { setsOf } from '@j1-integrations/integration-kit/testing';
import { apiUrl } from './regions';
import { run, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

describe('what is refused before any request', () => {
  test.each([undefined, '', '  \n'])('a key that is %j, with where to get one', async (key) => {
    const pagerduty = await simulated();
    const { error } = await run(pagerduty, { config: { apiKey: key as string } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain('API Access Keys');
    expect(pagerduty.requests).toHaveLength(0);
  });

  test.each(['moon', 'constructor', 5])('the region %j, with those that PagerDuty has', async (region) => {
    const pagerduty = await simulated();
    const { error } = await run(pagerduty, { config: { region: region as string } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(
      `region is ${JSON.stringify(region)} (in the environment: REGION). Allowed: us, eu.`,
    );
    expect(pagerduty.requests).toHaveLength(0);
  });

  test('a key in the place of the region, without showing it', async () => {
    const pagerduty = await simulated();
    const { error } = await run(pagerduty, { config: { region: 'u+canary_ab3CdEfGhIj' } });
    expect(error?.message).toContain('region is a text of 20 characters, which may be a secret and is not shown');
    expect(error?.message).not.toContain('canary');
  });

  test.each(['http://api.example.com', 'nowhere'])('a host for local work that is %s', async (url) => {
    const pagerduty = await simulated();
    process.env.PAGERDUTY_API_URL = url;
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`PAGERDUTY_API_URL is "${url}". Allowed: https`);
  });
});

test('each region has its own host, and the first is the default', () => {
  const hosts = [undefined, '', 'us', 'eu', ' EU '].map((region) => apiUrl(region?.trim(), undefined).href);
  expect(hosts).toEqual([
    'https://api.pagerduty.com/',
    'https://api.pagerduty.com/',
    'https://api.pagerduty.com/',
    'https://api.eu.pagerduty.com/',
    'https://api.eu.pagerduty.com/',
  ]);
});

test('a key that was pasted with a line break works', async () => {
  const pagerduty = await simulated({ data: tidyData() });
  const { error } = await run(pagerduty, { config: { apiKey: ` ${pagerduty.token}\n`, region: ' us ' } });
  expect(error).toBeUndefined();
});

describe('a key that PagerDuty does not know is an authentication error, and nothing is collected', () => {
  test('answered with 401', async () => {
    const pagerduty = await simulated();
    const result = await run(pagerduty, { config: { apiKey: 'wrong' } });
    expect(result.error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
    expect(result.entities).toEqual([]);
    expect(pagerduty.requests.map(({ path }) => path)).toEqual(['/abilities']);
    expect(result.error?.message).toContain('The API key is not valid.');
  });

  test.each([
    [undefined, 'us', 'eu'],
    ['us', 'us', 'eu'],
    [' EU ', 'eu', 'us'],
  ])(
    'asked in the region %j: the message names it, the other one, and the kind of key',
    async (region, asked, other) => {
      const pagerduty = await simulated();
      const result = await run(pagerduty, { config: { apiKey: 'u+canary-wrong-key', region } });
      const message = result.error?.message ?? '';
      expect(message).toContain(`refused the key in the region ${asked} (${new URL(pagerduty.url).host})`);
      expect(message).toContain(`try region = ${other} (in the environment: REGION)`);
      expect(message).toMatch(/General Access REST API key, no Events key/);
      expect(result.log + message).not.toContain('canary');
    },
  );

  test('answered with 401 without a word', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'status', status: 401, body: '' }] });
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
    expect(error?.message).toContain('try region = eu');
  });

  test('answered with a 404 page in HTML', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'html', status: 404 }] });
    const { error } = await run(pagerduty);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 404 });
  });
});

describe('the abilities of the account', () => {
  test('are asked for once', async () => {
    const pagerduty = await simulated();
    await run(pagerduty);
    expect(pagerduty.requests.filter(({ path }) => path === '/abilities')).toHaveLength(1);
  });

  test('without teams: their steps start disabled, and everything else is there', async () => {
    const pagerduty = await simulated();
    pagerduty.data.abilities = ['urgencies'];
    const result = await run(pagerduty);
    expect(result.error).toBeUndefined();
    expect(setsOf(result)).toEqual(truthOf(pagerduty.data, { teams: true }));
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

  test('that cannot be read fail the run, and disable nothing', async () => {
    const pagerduty = await simulated({ faults: [{ kind: 'status', status: 500, path: '/abilities' }] });
    const result = await run(pagerduty);
    expect(result.error).toMatchObject({ code: 'PROVIDER_API_ERROR', status: 500 });
    expect(result.steps).toEqual({});
    expect(pagerduty.requests.filter(({ path }) => path === '/abilities').length).toBeGreaterThan(1);
  });
});

describe('what can be switched off', () => {
  const OFF = {
    ingestEscalationPolicies: { policies: true },
    ingestSchedules: { schedules: true },
    ingestIntegrations: { integrations: true },
    ingestTeamRoles: { roles: true },
  } as const;
  const sources = Object.keys(OFF) as (keyof typeof OFF)[];

  test.each(sources)('%s, by its config field and as a source of the managed instance', async (source) => {
    const data = tidyData();
    const pagerduty = await simulated({ data });
    for (const options of [{ config: { [source]: false } }, { disabledSources: [source] }]) {
      const result = await run(pagerduty, options);
      expect(result.error).toBeUndefined();
      expect(setsOf(result)).toEqual(truthOf(data, OFF[source]));
      expect(new Set(Object.values(result.steps))).toEqual(new Set(['success', 'disabled']));
    }
  });

  test('all of it together leaves the seed, and nothing is asked for in vain', async () => {
    const data = tidyData();
    const pagerduty = await simulated({ data });
    const result = await run(pagerduty, { disabledSources: sources });
    expect(setsOf(result)).toEqual(truthOf(data, { policies: true, schedules: true, integrations: true, roles: true }));
    expect(new Set(pagerduty.requests.map(({ path }) => path))).toEqual(
      new Set(['/abilities', '/users', '/teams', '/services', '/oncalls']),
    );
    expect(pagerduty.requests.filter(({ query }) => query.includes('include'))).toEqual([]);
  });
});
