import { run, simulated, tidyData } from '../testing/simulated';

test('an invitation is a Record of its team, which is asked for by name', async () => {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  team.name = 'web & api';
  const [like] = Object.values(data.teamInvitations).flat();
  const invitation = {
    ...like,
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
  expect(heroku.requests.some(({ path }) => path === '/teams/web%20%26%20api/invitations')).toBe(true);
  // The other two lack the feature: that is nothing to warn of.
  expect(steps['fetch-invitations']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([]);
  expect(log).toContain('2 of 3 do not have the feature: invitations.');
});

test('a token whose scope is too narrow is something else: one warning', async () => {
  const heroku = await simulated({ data: tidyData() });
  const headers = { 'OAuth-Scope': 'read', 'OAuth-Scope-Accepted': 'global' };
  heroku.fault({ kind: 'status', status: 403, path: '/teams/*/invitations', headers });
  const { steps, events } = await run(heroku);
  expect(steps['fetch-invitations']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ description: expect.stringMatching(/invitations of 3 of 3.*lacks the scope "global"/) }),
  ]);
});
