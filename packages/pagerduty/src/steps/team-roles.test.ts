import { edges, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const ROLES = '/teams/*/members';

test('an edge from a team to a person has the role, even an unknown one', async () => {
  const data = tidyData();
  const [team] = data.teams;
  ['manager', 'responder', 'scribe'].forEach((role, i) => (data.members[team.id][i].role = role));
  const result = await run(await simulated({ data }));
  const roles = data.members[team.id].map(({ user }) => edges(result, `team:${team.id}`, `user:${user.id}`));
  expect(roles.map(([edge, ...others]) => [edge.role, others])).toEqual([
    ['manager', []],
    ['responder', []],
    ['scribe', []],
  ]);
});

test("the team's own list decides about its members, and a deleted person does not hide the next ones", async () => {
  const data = tidyData();
  const [team] = data.teams;
  const gone = { user: { ...data.users[0], id: 'PGONE', type: 'user_reference' }, role: 'responder' };
  data.members[team.id].unshift(gone, { user: null as never, role: 'responder' });
  const outsider = data.users.find(({ id }) => !data.members[team.id].some(({ user }) => user?.id === id))!;
  data.members[team.id].push({ user: { ...outsider, type: 'user_reference' }, role: 'observer' });
  const result = await run(await simulated({ data }));
  const members = result.relationships.filter(({ _fromEntityKey }) => _fromEntityKey === `team:${team.id}`);
  expect(members.filter(({ _type }) => _type === 'pagerduty_team_has_user')).toHaveLength(4);
  expect(edges(result, `team:${team.id}`, `user:${outsider.id}`)).toMatchObject([{ role: 'observer' }]);
});

test.each([402, 403])('%i for one team is one warning, and its members come from the list of users', async (status) => {
  const data = tidyData();
  const [team, other] = data.teams;
  const result = await run(
    await simulated({ data, faults: [{ kind: 'status', status, path: `/teams/${team.id}/members` }] }),
  );
  expect(setsOf(result)).toEqual(truthOf(data, {}, [team.id]));
  expect(result.steps['fetch-team-roles']).toBe('success');
  const rolesIn = (id: string) =>
    result.relationships
      .filter(({ _type, _fromEntityKey }) => _type === 'pagerduty_team_has_user' && _fromEntityKey === `team:${id}`)
      .map(({ role }) => typeof role);
  expect(new Set(rolesIn(team.id))).toEqual(new Set(['undefined']));
  expect(new Set(rolesIn(other.id))).toEqual(new Set(['string']));
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({
      name: 'warn_missing_permission',
      description: expect.stringContaining(`team roles of 1 of 3 (${team.name})`),
    }),
  ]);
});

test('a refusal for every team is one warning, and all members come from the list of users', async () => {
  const data = tidyData();
  const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 403, path: ROLES }] }));
  expect(setsOf(result)).toEqual(truthOf(data, { ingestTeamRoles: false }));
  expect(result.steps['fetch-team-roles']).toBe('success');
  expect(result.events.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('a 500 for one team fails the step, which names the team and keeps all known members', async () => {
  const data = tidyData();
  const [team] = data.teams;
  const result = await run(
    await simulated({ data, faults: [{ kind: 'status', status: 500, path: `/teams/${team.id}/members` }] }),
  );
  expect(result.steps['fetch-team-roles']).toBe('failure');
  expect(result.partialTypes).toEqual(['pagerduty_team_has_user']);
  expect(result.log).toContain(`team roles of 1 of 3 (${team.name})`);
  expect(setsOf(result)).toEqual(truthOf(data, {}, [team.id]));
});
