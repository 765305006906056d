import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

test('a team has its properties and its edges', async () => {
  const data = tidyData();
  const [team, parent] = data.teams;
  Object.assign(team, { description: 'Pays', default_role: 'none', parent: { ...parent, type: 'team_reference' } });
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, `team:${team.id}`)).toEqual({
    _key: `team:${team.id}`,
    _type: 'pagerduty_team',
    _class: ['Team'],
    id: team.id,
    name: team.name,
    displayName: team.name,
    description: 'Pays',
    defaultRole: 'none',
    parentTeamId: parent.id,
    webLink: `https://acme.pagerduty.com/teams/${team.id}`,
    summary: team.name,
    type: 'team',
  });
  expect(edges(result, 'pagerduty_account:acme', `team:${team.id}`)).toHaveLength(1);
  // The parent comes after its sub-team.
  expect(edges(result, `team:${parent.id}`, `team:${team.id}`)).toMatchObject([
    { _type: 'pagerduty_team_has_team', _class: 'HAS' },
  ]);
});

test('a deleted parent has no property, and a parent that was not read has one', async () => {
  const data = tidyData();
  const [orphan, child, parent] = data.teams;
  orphan.parent = { ...parent, id: 'PGONE', type: 'team_reference', self: null, html_url: null };
  child.parent = { ...parent, type: 'team_reference' };
  parent.parent = { ...parent, parent: null, type: 'team_reference' } as never;
  const whole = await run(await simulated({ data }));
  expect(entity(whole, `team:${orphan.id}`)).not.toHaveProperty('parentTeamId');
  expect(entity(whole, `team:${parent.id}`)).not.toHaveProperty('parentTeamId');
  parent.parent = null;
  expect(setsOf(whole)).toEqual(truthOf(data));
  const faults = [{ kind: 'status', status: 400, path: '/teams', nth: 2 } as const];
  const broken = await run(await simulated({ data, pageSize: 2, faults: [...faults] }));
  expect(broken.steps['fetch-teams']).toBe('failure');
  expect(entity(broken, `team:${child.id}`)).toMatchObject({ parentTeamId: parent.id });
  expect(entity(broken, `team:${parent.id}`)).toBeUndefined();
});

test('402 for teams is one warning, even if the abilities name teams', async () => {
  const data = tidyData();
  const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 402, path: '/teams' }] }));
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
  expect(setsOf(result)).toEqual(truthOf({ ...data, teams: [] }));
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ name: 'warn_missing_permission', description: expect.stringContaining('"teams"') }),
  ]);
});

test('403 for teams fails their step, and people and services are in the graph', async () => {
  const data = tidyData();
  const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 403, path: '/teams' }] }));
  expect(result.steps['fetch-teams']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['pagerduty_team', 'pagerduty_team_has_user']));
  expect(result.partialTypes).not.toContain('pagerduty_user_oncall_service');
  expect(setsOf(result)).toEqual(truthOf({ ...data, teams: [] }));
});
