import { run, simulated, tidyData } from '../testing/simulated';

test('an enterprise account is an Account of the vendor Heroku', async () => {
  const data = tidyData();
  Object.assign(data.enterpriseAccounts[0], {
    name: 'acme',
    trial: false,
    permissions: ['view', 'manage'],
    identity_provider: { id: 'idp-1', name: 'okta', owner: { id: 'o', type: 'enterprise-account' } },
    created_at: '2020-01-02T03:04:05Z',
    updated_at: '2026-01-01T00:00:00Z',
  });
  const { entities } = await run(await simulated({ data }));
  const { _rawData, ...account } = entities.find(({ _type }) => _type === 'heroku_account')!;
  expect(account).toEqual({
    _key: data.enterpriseAccounts[0].id,
    _type: 'heroku_account',
    _class: ['Account'],
    id: data.enterpriseAccounts[0].id,
    name: 'acme',
    displayName: 'acme',
    vendor: 'Heroku',
    trial: false,
    permissions: ['manage', 'view'],
    identityProviderId: 'idp-1',
    createdOn: Date.UTC(2020, 0, 2, 3, 4, 5),
    updatedOn: Date.UTC(2026, 0, 1),
  });
});

test('a key that sees no enterprise account fails its step: success would make JupiterOne wipe the graph', async () => {
  const data = { ...tidyData(), enterpriseAccounts: [] };
  const result = await run(await simulated({ data }));
  expect(result.steps['fetch-enterprise-accounts']).toBe('failure');
  expect(result.partialTypes).toEqual(
    expect.arrayContaining([
      'heroku_account',
      'heroku_team',
      'heroku_account_member',
      'heroku_application',
      'heroku_addon',
    ]),
  );
  expect(result.log).toContain('sees no Heroku Enterprise account');
});
