import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, SEED_ONLY, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const TEAMS = '/api/0/organizations/acme/teams/';
const createdOn = Date.parse('2019-02-03T04:05:06Z');

test('a team', async () => {
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

test('a team of which half is unknown is there all the same', async () => {
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

test('teams that are too much with their projects are asked for without, and nothing is missing', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  // All attempts at the long form.
  sentry.fault({ kind: 'status', status: 504, path: TEAMS, times: 5 });
  const result = await run(sentry, { config: SEED_ONLY });
  expect(setsOf(result)).toEqual(truthOf(data, SEED_ONLY));
  const asked = sentry.requests.filter(({ path, status }) => path === TEAMS && status === 200);
  expect(asked.map(({ query }) => query)).toEqual(['detailed=0']);
  expect(entity(result, `sentry-project-${data.projects[0].id}`)).not.toHaveProperty('status');
});

test('a list that is forbidden fails its step, names the scope, and takes no people or projects with it', async () => {
  const data = tidyData();
  const sentry = await simulated({ data, faults: [{ kind: 'status', status: 403, path: TEAMS }] });
  const result = await run(sentry, { config: SEED_ONLY });
  expect(result.steps['fetch-teams']).toBe('failure');
  expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_team', 'sentry_team_has_member']));
  expect(result.log).toContain(
    'refused the teams: 403 You do not have permission to perform this action. Required: the scope org:read',
  );
  expect(setsOf(result)).toEqual(truthOf({ ...data, teams: [], teamMembers: {} }, SEED_ONLY));
});
