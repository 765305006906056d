import { propertiesOf } from '@j1-integrations/integration-kit/testing';
import { pagerDutyData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

test('the account has its name from the web address of a user, in each region', async () => {
  for (const [region, host] of [
    ['us', 'acme.pagerduty.com'],
    ['eu', 'acme.eu.pagerduty.com'],
  ] as const) {
    const result = await run(await simulated({ data: pagerDutyData({ region, odd: false }) }));
    expect(propertiesOf(result, 'pagerduty_account:acme')).toEqual({
      _key: 'pagerduty_account:acme',
      _type: 'pagerduty_account',
      _class: ['Account'],
      id: 'acme',
      name: 'acme',
      displayName: 'acme',
      vendor: 'PagerDuty',
      abilities: ['read_only_users', 'service_support_hours', 'teams', 'urgencies'],
      webLink: `https://${host}`,
    });
  }
});

test('the account has its name from a later user if the first ones have no web address', async () => {
  const data = tidyData();
  for (const user of data.users.slice(0, 4)) user.html_url = null;
  data.users[0].html_url = 'mailto:ada@example.com';
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, 'pagerduty_account:acme').id).toBe('acme');
});

test('a key that sees no users fails the steps, so that JupiterOne deletes nothing', async () => {
  const data = tidyData();
  data.users = [];
  const result = await run(await simulated({ data }));
  expect(result.steps).toMatchObject({ 'fetch-account': 'failure', 'fetch-users': 'failure' });
  expect(result.partialTypes).toEqual(expect.arrayContaining(['pagerduty_account', 'pagerduty_user']));
  expect(result.log).toContain('sees no users in the PagerDuty account');
});
