import { run, simulated, tidyData } from '../testing/simulated';

test('a role is an AccessRole of its team, and each person with it has an edge', async () => {
  const data = tidyData();
  const [team, other] = data.teams[data.enterpriseAccounts[0].id];
  const [admin, member, second] = data.teamMembers[team.id];
  Object.assign(admin, { role: 'admin' });
  Object.assign(member, { role: 'member' });
  Object.assign(second, { role: 'member' });
  data.teamMembers[other.id] = [
    { ...admin, id: 'x', role: 'release-manager' },
    { ...member, id: 'y', role: null },
  ];
  const { entities, relationships } = await run(await simulated({ data }));
  const key = `heroku_access_role:${team.id}:admin`;
  expect(entities.find(({ _key }) => _key === key)).toEqual({
    _key: key,
    _type: 'heroku_access_role',
    _class: ['AccessRole'],
    _rawData: [],
    name: 'admin',
    displayName: `admin of ${team.name}`,
    teamId: team.id,
    superAdmin: true,
    systemRole: true,
  });
  const around = (role: string) =>
    relationships
      .filter(({ _fromEntityKey, _toEntityKey }) => [_fromEntityKey, _toEntityKey].includes(role))
      .map(({ _type, _fromEntityKey }) => [_type, _fromEntityKey]);
  expect(around(key)).toEqual([
    ['heroku_team_has_access_role', team.id],
    ['heroku_account_member_assigned_access_role', admin.user?.id],
  ]);
  expect(new Set(around(`heroku_access_role:${team.id}:member`).map(([, from]) => from))).toEqual(
    new Set([team.id, member.user?.id, second.user?.id]),
  );
  // An undocumented role, and a person without a role.
  const unknown = entities.filter(({ _key }) => String(_key).startsWith(`heroku_access_role:${other.id}:`));
  expect(unknown.map(({ name, superAdmin }) => [name, superAdmin])).toEqual([['release-manager', undefined]]);
});

test.each(['ingestAccess', 'ingestTeamMembers'])('without %s there are no roles', async (source) => {
  const { entities } = await run(await simulated({ data: tidyData() }), { config: { [source]: false } });
  expect(entities.filter(({ _type }) => _type === 'heroku_access_role')).toEqual([]);
});
