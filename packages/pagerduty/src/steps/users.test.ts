import { edges, entity, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, NO_SOURCES, simulated, tidyData } from '../testing/simulated';

/** An account in which one user has these changes. */
async function withUser(changes: object) {
  const data = tidyData();
  const [user] = data.users;
  Object.assign(user, changes);
  return { user, result: await run(await simulated({ data })) };
}

test('a user has its properties and its edge', async () => {
  const { user, result } = await withUser({
    name: 'Ada Abadi',
    summary: 'Ada on call',
    email: 'ada@example.com',
    role: 'limited_user',
    job_title: 'Engineer',
    time_zone: 'Europe/Berlin',
    description: 'Works nights',
    billed: true,
    invitation_sent: true,
    created_via_sso: false,
  });
  expect(propertiesOf(result, `user:${user.id}`)).toEqual({
    _key: `user:${user.id}`,
    _type: 'pagerduty_user',
    _class: ['User'],
    id: user.id,
    name: 'Ada Abadi',
    displayName: 'Ada Abadi',
    email: 'ada@example.com',
    username: 'ada@example.com',
    role: 'limited_user',
    admin: false,
    jobTitle: 'Engineer',
    timeZone: 'Europe/Berlin',
    description: 'Works nights',
    billed: true,
    invitationSent: true,
    createdViaSso: false,
    webLink: `https://acme.pagerduty.com/users/${user.id}`,
    summary: 'Ada on call',
    type: 'user',
  });
  expect(edges(result, 'pagerduty_account:acme', `user:${user.id}`)).toHaveLength(1);
});

test.each([
  ['owner', true],
  ['admin', true],
  ['user', false],
  ['restricted_access', false],
  ['limited_stakeholder', false],
  [null, undefined],
])('the role %s gives `admin` %s', async (role, admin) => {
  const { user, result } = await withUser({ role });
  expect(entity(result, `user:${user.id}`)).toMatchObject({ id: user.id });
  expect(entity(result, `user:${user.id}`)?.admin).toBe(admin);
});

test('a user has no `mfaEnabled`, because PagerDuty does not give it', async () => {
  const { user, result } = await withUser({});
  expect(entity(result, `user:${user.id}`)).not.toHaveProperty('mfaEnabled');
});

test('a user with few fields is in the graph, without other properties', async () => {
  const unknown = { name: null, email: null, job_title: null, billed: null, invitation_sent: null, html_url: null };
  const { user, result } = await withUser({
    ...unknown,
    teams: null,
    time_zone: undefined,
    created_via_sso: undefined,
  });
  const { _key, name, ...rest } = propertiesOf(result, `user:${user.id}`);
  expect(name).toBe(user.id);
  for (const property of ['email', 'billed', 'invitationSent', 'createdViaSso', 'jobTitle', 'timeZone', 'webLink']) {
    expect(rest).not.toHaveProperty(property);
  }
});

test('an invalid e-mail address is left out and counted', async () => {
  const { user, result } = await withUser({ email: 'paging-bot' });
  expect(entity(result, `user:${user.id}`)).not.toHaveProperty('email');
  expect(entity(result, `user:${user.id}`)).toMatchObject({ username: 'paging-bot' });
  expect(result.log).toContain('Left out values that the data model refuses: email (1).');
});

test('the job says how many users are missing if PagerDuty does not give all', async () => {
  const data = tidyData();
  const [user] = data.users;
  data.users = Array.from({ length: 10_040 }, (_, i) => ({ ...user, id: `PU${100_000 + i}`, teams: [] }));
  const result = await run(await simulated({ data, keepPages: true }), { config: NO_SOURCES });
  expect(result.steps['fetch-users']).toBe('failure');
  expect(result.events.map(({ description }) => description).join('\n')).toContain(
    '/users has 10040 items, but PagerDuty gives at most 10000 of a list, even by team_ids[]: 40 items are missing.',
  );
});
