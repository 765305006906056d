import { herokuData, type Heroku, type HerokuData } from '@j1-integrations/simulators';
import type { Run } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

const account = (data: HerokuData) => data.enterpriseAccounts[0];
/** Sorted by id, as in Heroku's lists. */
const teams = (data: HerokuData) => data.teams[account(data).id].sort((a, b) => (a.id < b.id ? -1 : 1));
const person = (result: Run, id: string) => result.entities.find(({ _key }) => _key === id);
const edge = (result: Run, from: string, to: string) =>
  result.relationships.find(({ _fromEntityKey, _toEntityKey }) => _fromEntityKey === from && _toEntityKey === to);

const ID = '11111111-2222-4333-8444-555555555555';

/** A person who does not occur in the data. */
function teamMember(changes: Partial<Heroku.TeamMember> = {}): Heroku.TeamMember {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    email: 'cory@example.net',
    role: 'collaborator',
    federated: false,
    two_factor_authentication: true,
    identity_provider: null,
    user: { id: ID, email: 'cory@example.net', name: 'Cory Example' },
    created_at: '2024-01-01T00:00:00Z',
    updated_at: '2024-01-01T00:00:00Z',
    ...changes,
  };
}

function enterpriseMember(data: HerokuData, changes: Partial<Heroku.EnterpriseMember> = {}): Heroku.EnterpriseMember {
  return {
    id: '00000000-0000-4000-8000-000000000002',
    enterprise_account: { id: account(data).id, name: account(data).name },
    permissions: [],
    user: { id: ID, email: 'cory@example.com' },
    two_factor_authentication: true,
    identity_provider: null,
    last_login: null,
    ...changes,
  };
}

test('the members after one who is not in the enterprise are read too', async () => {
  const data = tidyData();
  const [team] = teams(data);
  const others = data.teamMembers[team.id].map(({ user }) => user!.id);
  data.teamMembers[team.id].unshift(teamMember());
  const result = await run(await simulated({ data }));
  expect(person(result, ID)).toMatchObject({ enterpriseMember: false, name: 'Cory Example' });
  for (const id of [ID, ...others]) expect(edge(result, team.id, id)).toBeDefined();
});

test('a person in two enterprises has the smaller account id, and an edge from each', async () => {
  const data = tidyData();
  const second = { ...account(data), id: 'ffffffff-0000-4000-8000-00000000000f', name: 'second' };
  data.enterpriseAccounts.push(second);
  data.teams[second.id] = [];
  data.members[second.id] = [enterpriseMember(data)];
  data.members[account(data).id].push(enterpriseMember(data));
  const heroku = await simulated({ data });
  // In any order.
  heroku.fault({ kind: 'slow', ms: 80, path: `/enterprise-accounts/${account(data).id}/members` });
  const result = await run(heroku);
  expect(person(result, ID)).toMatchObject({ enterpriseAccountId: account(data).id });
  for (const { id } of data.enterpriseAccounts) expect(edge(result, id, ID)).toBeDefined();
});

test.each([
  ['no members', []],
  ['only members without a user', [{ id: 'x', user: null }, {}, null]],
])('an enterprise account with %s fails the step', async (_name, members) => {
  const data = tidyData();
  data.members[account(data).id] = members as never;
  const result = await run(await simulated({ data }));
  expect(result.steps['fetch-members']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['heroku_account_member', 'heroku_account_has_member']));
  expect(result.log).toContain(`enterprise members of 1 of 1 (${account(data).name})`);
  // No person is called an outsider.
  expect(result.entities.some(({ enterpriseMember }) => enterpriseMember === false)).toBe(false);
});

test('an open invitation does not make a person', async () => {
  const data = tidyData();
  const [team] = teams(data);
  data.teamMembers[team.id].unshift(teamMember({ user: null }));
  const result = await run(await simulated({ data }));
  expect(result.steps['fetch-members']).toBe('success');
  expect(result.log).toContain('1 memberships are left out, because they have no user yet');
  for (const { user } of data.teamMembers[team.id].slice(1)) expect(edge(result, team.id, user!.id)).toBeDefined();
});

test('a person in an enterprise and two teams is one entity with the facts of all lists', async () => {
  const data = tidyData();
  const [first, second] = teams(data);
  data.members[account(data).id].push(
    enterpriseMember(data, {
      permissions: [
        { name: 'view', description: '' },
        { name: 'manage', description: '' },
      ],
      identity_provider: { redacted: false, id: 'idp-1' },
      last_login: '2026-03-04T05:06:07Z',
    }),
  );
  data.teamMembers[first.id].push(teamMember({ email: 'Cory@example.com', federated: false }));
  data.teamMembers[second.id].push(
    teamMember({
      federated: true,
      two_factor_authentication: false,
      role: 'admin',
      identity_provider: { redacted: false, id: 'idp-2' },
      user: { id: ID, email: 'cory@example.net', name: 'Another Spelling' },
    }),
  );
  const result = await run(await simulated({ data }));
  expect(person(result, ID)).toEqual({
    _key: ID,
    _type: 'heroku_account_member',
    _class: ['User'],
    _rawData: [],
    id: ID,
    // The enterprise's list counts first, but has no names.
    name: 'Cory Example',
    displayName: 'Cory Example',
    email: 'cory@example.com',
    username: 'cory@example.com',
    identityProviderId: 'idp-1',
    // The lists differ.
    mfaEnabled: false,
    isMfaEnabled: false,
    federated: true,
    permissions: ['manage', 'view'],
    enterpriseMember: true,
    enterpriseAccountId: account(data).id,
    lastLoginOn: Date.UTC(2026, 2, 4, 5, 6, 7),
  });
  expect(edge(result, account(data).id, ID)).toMatchObject({
    _type: 'heroku_account_has_member',
    permissions: 'manage,view',
  });
  expect(edge(result, first.id, ID)).toMatchObject({
    _type: 'heroku_team_has_account_member',
    role: 'collaborator',
    federated: false,
  });
  expect(edge(result, second.id, ID)).toMatchObject({ role: 'admin', federated: true });
});

test('a fact that no list has is unknown, and not false', async () => {
  const data = tidyData();
  const [team] = teams(data);
  const { two_factor_authentication: _unsaid, federated: _unsaidToo, ...member } = teamMember();
  data.teamMembers[team.id].push({ ...member, user: { id: ID, email: 'no-address', name: null } } as never);
  const result = await run(await simulated({ data }));
  const entity = person(result, ID);
  expect(entity).toMatchObject({ name: 'no-address', username: 'no-address' });
  for (const unknown of ['mfaEnabled', 'federated', 'email', 'lastLoginOn', 'identityProviderId']) {
    expect(entity).not.toHaveProperty(unknown);
  }
  expect(result.log).toContain('Left out values that the data model refuses: email (1).');
});

test('a person in two enterprises is one entity with the permissions of both', async () => {
  const data = tidyData();
  const other = { ...account(data), id: 'ffffffff-0000-4000-8000-000000000000', name: 'other' };
  data.enterpriseAccounts.push(other);
  data.teams[other.id] = [];
  data.members[account(data).id].push(
    enterpriseMember(data, { permissions: [{ name: 'view', description: '' }], last_login: '2026-01-01T00:00:00Z' }),
  );
  data.members[other.id] = [
    enterpriseMember(data, { permissions: [{ name: 'billing', description: '' }], last_login: '2025-01-01T00:00:00Z' }),
  ];
  const result = await run(await simulated({ data }));
  expect(person(result, ID)).toMatchObject({
    permissions: ['billing', 'view'],
    lastLoginOn: Date.UTC(2026, 0, 1),
  });
  expect(edge(result, account(data).id, ID)).toMatchObject({ permissions: 'view' });
  expect(edge(result, other.id, ID)).toMatchObject({ permissions: 'billing' });
});

test('a person is not called an outsider if an enterprise list was not read completely', async () => {
  const data = tidyData();
  const [team] = teams(data);
  data.teamMembers[team.id].push(teamMember());
  const other = { ...account(data), id: 'ffffffff-0000-4000-8000-000000000000', name: 'other' };
  data.enterpriseAccounts.push(other);
  data.teams[other.id] = [];
  data.members[other.id] = [];
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 403, path: `/enterprise-accounts/${other.id}/members` });
  const result = await run(heroku);
  expect(result.steps['fetch-members']).toBe('success');
  expect(person(result, ID)).not.toHaveProperty('enterpriseMember');
  expect(person(result, data.members[account(data).id][0].user.id)).toMatchObject({ enterpriseMember: true });
});

test('missing permissions are unknown, and an empty list of permissions is empty', async () => {
  const data = tidyData();
  const [first, second] = data.members[account(data).id];
  first.permissions = null as never;
  second.permissions = [];
  const result = await run(await simulated({ data }));
  expect(person(result, first.user.id)).not.toHaveProperty('permissions');
  expect(person(result, second.user.id)).toMatchObject({ permissions: [] });
});

test('a 401 ends the run, even if another list fails too', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 418, path: `/enterprise-accounts/*/members` });
  heroku.fault({ kind: 'slow', ms: 100, path: '/teams/*/apps' });
  heroku.fault({ kind: 'status', status: 401, path: '/teams/*/members' });
  const result = await run(heroku);
  expect(result.error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
});

describe('the lists of team members', () => {
  test.each([
    ['by the config field', { config: { ingestTeamMembers: false } }],
    ['as a source of the managed instance', { disabledSources: ['ingestTeamMembers'] }],
  ])('switched off %s, they are not asked for, and the enterprise is there', async (_name, options) => {
    const data = tidyData();
    const heroku = await simulated({ data });
    const result = await run(heroku, options);
    expect(heroku.requests.filter(({ path }) => /^\/teams\/.*\/members$/.test(path))).toEqual([]);
    expect(result.steps['fetch-members']).toBe('success');
    expect(result.entities.filter(({ _type }) => _type === 'heroku_account_member')).toHaveLength(6);
    expect(result.relationships.filter(({ _type }) => _type === 'heroku_team_has_account_member')).toEqual([]);
  });

  test('cause one warning if the token lacks the scope, and not a request for every team', async () => {
    const data = herokuData({ enterpriseAccounts: 1, teams: 120, members: 3, appsPerTeam: 0, odd: false });
    const heroku = await simulated({ data, scopes: ['read'] });
    const result = await run(heroku);
    expect(result.steps['fetch-members']).toBe('success');
    const refused = heroku.requests.filter(({ status }) => status === 403);
    // At most the requests in flight at the first refusal.
    expect(refused.length).toBeLessThanOrEqual(32);
    const warnings = result.events.filter(({ level }) => level === 'warn');
    expect(warnings).toEqual([
      expect.objectContaining({
        name: 'warn_missing_permission',
        description: expect.stringMatching(/team members of 120 of 120 .*The token lacks the scope "global"/),
      }),
    ]);
  });
});
