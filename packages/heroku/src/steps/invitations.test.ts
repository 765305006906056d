import { herokuData } from '@j1-integrations/simulators';
import { run, simulated } from '../testing/simulated';

/** Three teams outside every enterprise, and two teams of an enterprise. The third team lacks the feature. */
function teamsData() {
  const data = herokuData({
    enterpriseAccounts: 1,
    teams: 2,
    members: 4,
    membersPerTeam: 2,
    otherTeams: 3,
    odd: false,
  });
  for (const team of data.teams[data.enterpriseAccounts[0].id]) team.role = 'member';
  const inviting = data.otherTeams.filter(({ id }) => data.teamInvitations[id]);
  return { data, inviting };
}

test('an invitation is a Record of its team, and the request has the name of the team', async () => {
  const { data, inviting } = teamsData();
  const [team] = inviting;
  team.name = 'équipe/ü & api';
  const invitation = {
    ...data.teamInvitations[team.id][0],
    id: 'i-1',
    user: { id: 'u', email: 'new@example.com', name: null },
    invited_by: { id: 'a', email: 'admin@example.com', name: 'Admin' },
    role: 'member',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-02T00:00:00Z',
  };
  data.teamInvitations = { [team.id]: [invitation] };
  const heroku = await simulated({ data });
  const { entities, relationships, events, log, steps } = await run(heroku);
  const key = 'heroku_team_invitation:i-1';
  const { _rawData, ...entity } = entities.find(({ _key }) => _key === key)!;
  expect(entity).toEqual({
    _key: key,
    _type: 'heroku_team_invitation',
    _class: ['Record'],
    id: 'i-1',
    name: 'new@example.com',
    displayName: 'new@example.com',
    teamId: team.id,
    email: 'new@example.com',
    role: 'member',
    invitedBy: 'admin@example.com',
    createdOn: Date.UTC(2026, 0, 1),
    updatedOn: Date.UTC(2026, 0, 2),
  });
  expect(relationships.filter(({ _toEntityKey }) => _toEntityKey === key)).toEqual([
    expect.objectContaining({ _type: 'heroku_team_has_invitation', _fromEntityKey: team.id }),
  ]);
  const path = `/teams/${encodeURIComponent(team.name)}/invitations`;
  expect(heroku.requests.filter((request) => request.path === path).map(({ headers }) => headers.accept)).toEqual([
    'application/vnd.heroku+json; version=3.team-invitations',
  ]);
  expect(steps['fetch-invitations']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([]);
  expect(log).toContain('Not available for 2 of 3: invitations.');
});

test('version 3 is requested if Heroku refuses the variant', async () => {
  const { data, inviting } = teamsData();
  const { entities, steps } = await run(await simulated({ data, variants: 'unknown' }));
  expect(steps['fetch-invitations']).toBe('success');
  const invited = entities.filter(({ _type }) => _type === 'heroku_team_invitation');
  expect(new Set(invited.map(({ teamId }) => teamId))).toEqual(new Set(inviting.map(({ id }) => id)));
});

test('a team of an enterprise is asked only by an admin, and a team without a type is asked', async () => {
  const { data } = teamsData();
  const [administered, other] = data.teams[data.enterpriseAccounts[0].id];
  administered.role = 'admin';
  other.role = 'member';
  const [unknown] = data.otherTeams;
  unknown.type = null as never;
  const heroku = await simulated({ data });
  const { log } = await run(heroku);
  const asked = heroku.requests.flatMap(({ path }) => /^\/teams\/(.*)\/invitations$/.exec(path)?.[1] ?? []);
  expect(new Set(asked)).toEqual(new Set([...data.otherTeams, administered].map(({ name }) => name)));
  expect(log).toContain('1 of 5 teams were not asked for invitations');
});

test('a token without the scope is one warning', async () => {
  const heroku = await simulated({ data: teamsData().data });
  const headers = { 'OAuth-Scope': 'read', 'OAuth-Scope-Accepted': 'global' };
  heroku.fault({ kind: 'status', status: 403, path: '/teams/*/invitations', headers });
  const { steps, events } = await run(heroku);
  expect(steps['fetch-invitations']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ description: expect.stringMatching(/invitations of 3 of 3.*lacks the scope "global"/) }),
  ]);
});

test('teams in which the user is not an admin are one warning with their names', async () => {
  const { data, inviting } = teamsData();
  const heroku = await simulated({ data });
  const body = { id: 'forbidden', message: 'You must be an admin of the team.' };
  for (const { name } of inviting)
    heroku.fault({ kind: 'status', status: 403, path: `/teams/${name}/invitations`, body });
  const { steps, events } = await run(heroku);
  expect(steps['fetch-invitations']).toBe('success');
  const names = inviting.map(({ name }) => name).sort();
  expect(events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({
      name: 'warn_missing_permission',
      description: expect.stringContaining(`invitations of ${names.length} of 3 (${names.join(', ')})`),
    }),
  ]);
  expect(events.map(({ description }) => description).join()).toContain('You must be an admin of the team');
});

test('a refusal to an admin of an enterprise team is a warning too', async () => {
  const { data } = teamsData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  team.role = 'admin';
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 403, path: `/teams/${team.name}/invitations` });
  const { steps, events } = await run(heroku);
  expect(steps['fetch-invitations']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ description: expect.stringContaining(`invitations of 1 of 4 (${team.name})`) }),
  ]);
});
