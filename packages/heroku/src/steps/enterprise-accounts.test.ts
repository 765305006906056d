import { setsOf } from '@j1-integrations/integration-kit/testing';
import { herokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

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

test('a key that sees neither an account nor a team fails the step, so that JupiterOne deletes nothing', async () => {
  const data = { ...tidyData(), enterpriseAccounts: [], teams: {} };
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
  expect(result.log).toContain('sees neither a Heroku Enterprise account nor a team');
});

test('a key without an enterprise account collects its teams', async () => {
  const heroku = await simulated({ data: herokuData({ enterpriseAccounts: 0, otherTeams: 3 }) });
  const result = await run(heroku);
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['success', 'disabled']));
  expect(setsOf(result)).toEqual(truthOf(heroku.data));
  expect(result.entities.filter(({ _type }) => _type === 'heroku_addon').length).toBeGreaterThan(10);
  // Without an enterprise, no person is an outsider.
  expect(result.entities.filter(({ enterpriseMember }) => enterpriseMember !== undefined)).toEqual([]);
});
