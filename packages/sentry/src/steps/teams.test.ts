import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, NO_SOURCES, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const TEAMS = '/api/0/organizations/acme/teams/';
const createdOn = Date.parse('2019-02-03T04:05:06Z');

test('a team has its properties and its edge', async () => {
  const data = tidyData();
  const [team] = data.teams;
  const changes = { name: 'Payments', slug: 'payments', flags: { 'idp:provisioned': true } };
  Object.assign(team, { ...changes, dateCreated: new Date(createdOn).toISOString() });
  const result = await run(await simulated({ data }));
  const key = `sentry-team-${team.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_team',
    _class: ['UserGroup'],
    id: team.id,
    name: 'Payments',
    displayName: 'Payments',
    slug: 'payments',
    memberCount: 3,
    idpProvisioned: true,
    webLink: 'https://acme.sentry.io/settings/acme/teams/payments/',
    createdOn,
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, key)).toMatchObject([
    { _type: 'sentry_organization_has_team', _class: 'HAS' },
  ]);
});

test('a team with few fields is in the graph', async () => {
  const data = tidyData();
  const [team] = data.teams;
  const unknown = { name: '', slug: null, dateCreated: null, flags: null, memberCount: null };
  Object.assign(team, unknown);
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, `sentry-team-${team.id}`)).toEqual({
    _key: `sentry-team-${team.id}`,
    _type: 'sentry_team',
    _class: ['UserGroup'],
    id: team.id,
    name: team.id,
    displayName: team.id,
  });
});

test('teams are requested without projects if the answer with projects is too large', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  // All attempts with projects.
  sentry.fault({ kind: 'status', status: 504, path: TEAMS, times: 5 });
  const result = await run(sentry, { config: NO_SOURCES });
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
  const asked = sentry.requests.filter(({ path, status }) => path === TEAMS && status === 200);
  expect(asked.map(({ query }) => query)).toEqual(['detailed=0']);
  expect(entity(result, `sentry-project-${data.projects[0].id}`)).not.toHaveProperty('status');
});

test('403 for teams fails their step and names the scope, and people and projects are in the graph', async () => {
  const data = tidyData();
  const sentry = await simulated({ data, faults: [{ kind: 'status', status: 403, path: TEAMS }] });
  const result = await run(sentry, { config: NO_SOURCES });
  expect(result.steps['fetch-teams']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_team', 'sentry_team_has_member']));
  expect(result.log).toContain(
    'refused the teams: 403 You do not have permission to perform this action. Required: the scope org:read',
  );
  expect(setsOf(result)).toEqual(truthOf({ ...data, teams: [], teamMembers: {} }, NO_SOURCES));
});
