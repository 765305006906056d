import { agentTo } from '@j1-integrations/integration-kit/testing';
import { pagerDutyData } from '@j1-integrations/simulators';
import { pathTo } from '@j1-integrations/provider-http';
import { createClient } from './client';
import { run, simulated, tidyData } from './testing/simulated';

test.each([
  [undefined, 'api.pagerduty.com'],
  ['us', 'api.pagerduty.com'],
  ['eu', 'api.eu.pagerduty.com'],
])('with the region %s, all requests go to %s', async (region, host) => {
  const pagerduty = await simulated({ data: pagerDutyData({ region: region === 'eu' ? 'eu' : 'us' }) });
  delete process.env.PAGERDUTY_API_URL;
  const client = createClient({ apiKey: pagerduty.token, region }, { agent: agentTo(pagerduty.url) });
  const [user] = await client.firstOf<{ self: string }>({ path: pathTo`/users`, key: 'users' }, 1);
  expect(user.self).toContain(`https://${host}/users/`);
  expect(pagerduty.requests.map(({ headers }) => headers.host)).toEqual([host]);
});

test('an answer without the requested field is an error that names the field', async () => {
  const pagerduty = await simulated();
  const client = createClient({ apiKey: pagerduty.token });
  await expect(client.get(pathTo`/abilities`, 'powers')).rejects.toThrow('/abilities did not answer with "powers"');
});

test('a 429 for on-calls does not delay other requests', async () => {
  const pagerduty = await simulated();
  pagerduty.fault({ kind: 'status', status: 429, path: pathTo`/oncalls`, nth: 1, retryAfter: '0.5' });
  const client = createClient({ apiKey: pagerduty.token });
  const ended: string[] = [];
  const oncalls = client.firstOf({ path: pathTo`/oncalls`, key: 'oncalls' }, 1).then(() => ended.push('on-calls'));
  // The 429 arrives before the next request is sent.
  while (!pagerduty.requests.some(({ status }) => status === 429)) await new Promise(setImmediate);
  await client.firstOf({ path: pathTo`/users`, key: 'users' }, 1).then(() => ended.push('users'));
  await oncalls;
  expect(ended).toEqual(['users', 'on-calls']);
});

test.each([
  ['u+0123456789', undefined],
  ['y_NbAkKc66ryYTWUXYEu', undefined],
  ['pdus+_0XBPWQQ_dfd3c718-4a46-400d-a8ec-45bab1fd417e', undefined],
  ['pdeu+_0XBPWQQ_dfd3c718-4a46-400d-a8ec-45bab1fd417e', undefined],
  ['pdus+_0XBPWQQ_dfd3c718-4a46-400d-a8ec-45bab1fd417e', 'Bearer pdus+_0XBPWQQ_dfd3c718-4a46-400d-a8ec-45bab1fd417e'],
])('the token %s, configured as %s, is sent in the right form, and is not shown', async (token, given = token) => {
  const pagerduty = await simulated({ data: tidyData(), token });
  const result = await run(pagerduty, { config: { apiKey: ` ${given}\n` } });
  expect(result.error).toBeUndefined();
  expect(new Set(pagerduty.requests.map(({ status }) => status))).toEqual(new Set([200]));
  pagerduty.fault({ kind: 'status', status: 500, path: '/abilities', body: { error: { message: `for ${token}` } } });
  const failed = await run(pagerduty, { config: { apiKey: given } });
  expect(failed.log + String(failed.error)).not.toContain(token);
});

test('a token of another kind with `Bearer` is sent as a bearer token', async () => {
  const pagerduty = await simulated({ faults: [{ kind: 'status', status: 200, body: { abilities: [] } }] });
  await createClient({ apiKey: 'Bearer of-another-kind' }).abilities();
  expect(pagerduty.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer [redacted]']);
});
