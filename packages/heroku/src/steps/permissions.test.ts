import type { Heroku, HerokuData } from '@j1-integrations/simulators';
import type { Run } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

const teamsOf = (data: HerokuData) =>
  [...data.teams[data.enterpriseAccounts[0].id]].sort((a, b) => (a.id < b.id ? -1 : 1));

const STRANGER = { id: '11111111-2222-4333-8444-555555555555', email: 'agency@example.net' };

/** The permissions for the first app of the first team, and no others. */
function only(users: Heroku.PermissionEntity['users'], data = tidyData()) {
  const [team] = teamsOf(data);
  const [app] = data.teamApps[team.id];
  const entity: Heroku.PermissionEntity = { id: app.id, type: 'app', name: app.name, team_id: team.id, users };
  data.teamPermissions = { [team.id]: [entity] };
  return { data, team, app, entity };
}

const access = ({ relationships }: Run) =>
  relationships
    .filter(({ _type }) => _type === 'heroku_account_member_assigned_application')
    .map(({ _fromEntityKey, _toEntityKey, permissions, role }) => ({
      from: _fromEntityKey,
      to: _toEntityKey,
      permissions,
      role,
    }));

test('the permissions of a person for an app are an edge, with the role in the team', async () => {
  const { data, team, app, entity } = only([]);
  const [{ user }] = data.teamMembers[team.id];
  data.teamMembers[team.id][0].role = 'admin';
  // The user occurs twice, with different permissions.
  entity.users = [
    { ...user!, permissions: ['view', 'deploy'] },
    { ...user!, permissions: ['operate', 'view'] },
  ];
  const result = await run(await simulated({ data }));
  expect(access(result)).toEqual([{ from: user!.id, to: app.id, permissions: 'deploy,operate,view', role: 'admin' }]);
});

test('a collaborator who is in no list of members becomes a person from outside the enterprise', async () => {
  const { data, app } = only([{ ...STRANGER, permissions: ['deploy'] }]);
  const result = await run(await simulated({ data }));
  expect(result.entities.find(({ _key }) => _key === STRANGER.id)).toEqual({
    _key: STRANGER.id,
    _type: 'heroku_account_member',
    _class: ['User'],
    _rawData: [],
    id: STRANGER.id,
    name: STRANGER.email,
    displayName: STRANGER.email,
    email: STRANGER.email,
    username: STRANGER.email,
    enterpriseMember: false,
  });
  expect(access(result)).toEqual([{ from: STRANGER.id, to: app.id, permissions: 'deploy' }]);
});

test("`enterpriseMember` is unknown if an enterprise's members could not be read", async () => {
  const { data } = only([{ ...STRANGER, permissions: ['deploy'] }]);
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 500, path: '/enterprise-accounts/*/members' });
  const { entities } = await run(heroku);
  const person = entities.find(({ _key }) => _key === STRANGER.id);
  expect(person).toBeDefined();
  expect(person).not.toHaveProperty('enterpriseMember');
});

test("the list of an app's own team decides, in any order", async () => {
  const { data, team, app, entity } = only([{ ...STRANGER, permissions: ['view'] }]);
  const [, other, third] = teamsOf(data);
  data.teamPermissions[other.id] = [
    { ...entity, users: [{ ...STRANGER, email: 'other@example.net', permissions: ['view', 'manage'] }] },
  ];
  const second = { id: '22222222-2222-4333-8444-555555555555', email: 'second@example.net', permissions: ['deploy'] };
  data.teamPermissions[third.id] = [{ ...entity, users: [second] }];
  for (const late of [team, other]) {
    const heroku = await simulated({ data });
    heroku.fault({ kind: 'slow', ms: 80, path: `/teams/${late.id}/permissions` });
    const result = await run(heroku);
    expect(access(result)).toEqual([
      { from: STRANGER.id, to: app.id, permissions: 'view' },
      { from: second.id, to: app.id, permissions: 'deploy' },
    ]);
    expect(result.entities.find(({ _key }) => _key === STRANGER.id)).toMatchObject({ email: STRANGER.email });
  }
});

test("spaces, teams' own addresses, people without an id and apps that no team lists are left out", async () => {
  const { data, team, entity } = only([
    { id: 'owner', email: 'acme-web@herokumanager.com', permissions: ['manage'] },
    { email: 'nobody@example.com', permissions: ['view'] } as never,
  ]);
  data.teamPermissions[team.id].push(
    { ...entity, id: 'a-space', type: 'space', users: [{ ...STRANGER, permissions: ['create_apps'] }] },
    { ...entity, id: 'ffffffff-0000-4000-8000-00000000000f', users: [{ ...STRANGER, permissions: ['view'] }] },
    { ...entity, id: 'half-an-item', users: null as never },
  );
  const result = await run(await simulated({ data }));
  expect(result.steps['fetch-permissions']).toBe('success');
  expect(access(result)).toEqual([]);
  for (const id of ['owner', STRANGER.id]) expect(result.entities.some(({ _key }) => _key === id)).toBe(false);
  expect(result.log).toContain('The permissions for 2 apps are left out, because this key cannot see the apps.');
  expect(result.log).toContain('1 people are left out of the permissions, because they have no id.');
});
