import { herokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

test('a team is a Team with an edge from its account', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0];
  const team = data.teams[account.id][0];
  Object.assign(team, {
    name: 'web & api',
    type: 'enterprise',
    role: 'admin',
    default: false,
    membership_limit: 25,
    provisioned_licenses: true,
    identity_provider: { id: 'idp-1', name: 'okta', owner: { id: 'o', type: 'team' } },
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const { entities } = await run(await simulated({ data }));
  const { _rawData, ...entity } = entities.find(({ _key }) => _key === team.id)!;
  expect(entity).toEqual({
    _key: team.id,
    _type: 'heroku_team',
    _class: ['Team'],
    id: team.id,
    name: 'web & api',
    displayName: 'web & api',
    type: 'enterprise',
    role: 'admin',
    default: false,
    membershipLimit: 25,
    provisionedLicenses: true,
    identityProviderId: 'idp-1',
    enterpriseAccountId: account.id,
    webLink: 'https://dashboard.heroku.com/teams/web%20%26%20api',
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
});

test('a team without an account belongs to the account that lists it', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0];
  const [team] = data.teams[account.id];
  team.enterprise_account = null;
  const { entities } = await run(await simulated({ data }));
  expect(entities.find(({ _key }) => _key === team.id)).toMatchObject({ enterpriseAccountId: account.id });
});

test('a team in the lists of two accounts is one entity with two edges, and its own account decides', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0];
  const first = { ...account, id: '00000000-0000-4000-8000-000000000000', name: 'first' };
  data.enterpriseAccounts.push(first);
  data.members[first.id] = [];
  const [team] = data.teams[account.id];
  team.role = 'admin';
  data.teams[first.id] = [{ ...team, role: 'as the first account sees it' }];
  const { entities, relationships } = await run(await simulated({ data }));
  expect(entities.filter(({ _key }) => _key === team.id)).toEqual([
    expect.objectContaining({ enterpriseAccountId: account.id, role: 'admin' }),
  ]);
  const accounts = relationships.filter(({ _toEntityKey }) => _toEntityKey === team.id);
  expect(accounts.map(({ _fromEntityKey }) => _fromEntityKey).sort()).toEqual([first.id, account.id].sort());
});

test('a team with few fields is in the graph, with its id as the name', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0];
  const [team] = data.teams[account.id];
  data.teams[account.id][0] = { id: team.id, name: null, created_at: 'yesterday' } as never;
  const { entities, steps } = await run(await simulated({ data }));
  expect(steps['fetch-teams']).toBe('success');
  const entity = entities.find(({ _key }) => _key === team.id)!;
  expect(entity).toMatchObject({ name: team.id, displayName: team.id, enterpriseAccountId: account.id });
  for (const unknown of ['role', 'default', 'membershipLimit', 'webLink', 'createdOn']) {
    expect(entity).not.toHaveProperty(unknown);
  }
});

test("a team that is only in the user's own list is in the graph, with an edge from its account", async () => {
  const data = tidyData();
  const [account] = data.enterpriseAccounts;
  const [listed, hidden] = data.teams[account.id];
  data.teams[account.id] = data.teams[account.id].filter(({ id }) => id !== hidden.id);
  const elsewhere = {
    ...listed,
    id: 'ffffffff-0000-4000-8000-000000000001',
    name: 'elsewhere',
    enterprise_account: null,
  };
  data.otherTeams.push(hidden, elsewhere);
  // The user's own list has the same team with other fields.
  data.otherTeams.push({ ...listed, name: 'as the list of teams says' });
  const { entities, relationships } = await run(await simulated({ data }));
  const teams = entities.filter(({ _type }) => _type === 'heroku_team');
  expect(new Map(teams.map(({ _key, name, enterpriseAccountId }) => [_key, [name, enterpriseAccountId]]))).toEqual(
    new Map<string, [string, string?]>([
      ...data.teams[account.id].map(({ id, name }): [string, [string, string?]] => [id, [name, account.id]]),
      [hidden.id, [hidden.name, account.id]],
      [elsewhere.id, ['elsewhere', undefined]],
    ]),
  );
  const ofAccount = relationships.filter(({ _type }) => _type === 'heroku_account_has_team');
  expect(ofAccount.map(({ _toEntityKey }) => _toEntityKey).sort()).toEqual(
    [...data.teams[account.id].map(({ id }) => id), hidden.id].sort(),
  );
});

test("an enterprise's list that fails makes the step fail, but the user's own teams are kept", async () => {
  const heroku = await simulated({ data: herokuData({ enterpriseAccounts: 1, teams: 2, otherTeams: 2, odd: false }) });
  heroku.fault({ kind: 'status', status: 500, path: '/enterprise-accounts/*/teams' });
  const { steps, entities } = await run(heroku);
  expect(steps['fetch-teams']).toBe('failure');
  expect(entities.filter(({ _type }) => _type === 'heroku_team')).toHaveLength(4);
});
