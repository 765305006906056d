import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, NO_SOURCES, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const time = (text: string) => Date.parse(text);
const reference = ({ id, name, slug }: { id: string; name: string; slug: string }) => ({ id, name, slug });

test('a project also has the fields from the list of teams', async () => {
  const data = tidyData();
  const [project] = data.projects;
  Object.assign(project, {
    name: 'Checkout',
    slug: 'checkout',
    platform: 'python',
    status: 'active',
    isPublic: true,
    isInternal: false,
    firstEvent: '2024-02-03T04:05:06Z',
    dateCreated: '2023-02-03T04:05:06Z',
  });
  const result = await run(await simulated({ data }));
  const key = `sentry-project-${project.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_project',
    _class: ['Project'],
    id: project.id,
    name: 'Checkout',
    displayName: 'Checkout',
    slug: 'checkout',
    platform: 'python',
    status: 'active',
    isPublic: true,
    isInternal: false,
    hasAccess: true,
    firstEventOn: time('2024-02-03T04:05:06Z'),
    createdOn: time('2023-02-03T04:05:06Z'),
    webLink: 'https://acme.sentry.io/organizations/acme/projects/checkout/',
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, key)).toMatchObject([
    { _type: 'sentry_organization_has_project', _class: 'HAS' },
  ]);
  expect(edges(result, `sentry-team-${project.teams[0].id}`, key)).toMatchObject([
    { _type: 'sentry_team_assigned_project', _class: 'ASSIGNED' },
  ]);
});

test('a project can have several teams, none, a hidden one, or only the old field', async () => {
  const data = tidyData();
  const [several, none, hidden, legacy] = data.projects;
  const [first, second] = data.teams.map(reference);
  several.teams = [first, second, first];
  Object.assign(none, { teams: [], team: null, platform: null, firstEvent: null });
  Object.assign(hidden, { teams: [{ id: '1', name: 'hidden', slug: 'hidden' }], platform: '' });
  legacy.team = second;
  delete (legacy as Partial<typeof legacy>).teams;
  const result = await run(await simulated({ data }));
  const teamsOf = ({ id }: { id: string }) =>
    result.relationships
      .filter(({ _class, _toEntityKey }) => _class === 'ASSIGNED' && _toEntityKey === `sentry-project-${id}`)
      .map(({ _fromEntityKey }) => _fromEntityKey)
      .sort();
  expect(teamsOf(several)).toEqual([`sentry-team-${first.id}`, `sentry-team-${second.id}`].sort());
  expect([teamsOf(none), teamsOf(hidden)]).toEqual([[], []]);
  expect(teamsOf(legacy)).toEqual([`sentry-team-${second.id}`]);
  for (const property of ['platform', 'firstEventOn', 'status', 'isPublic', 'isInternal']) {
    expect(entity(result, `sentry-project-${none.id}`)).not.toHaveProperty(property);
  }
  expect(entity(result, `sentry-project-${hidden.id}`)).not.toHaveProperty('platform');
});

test('a list of teams without projects removes no edge', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  sentry.fault({ kind: 'half', fields: ['projects'], path: '/api/0/organizations/acme/teams/' });
  const result = await run(sentry, { config: NO_SOURCES });
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
});

test('a project without a field for teams has edges from the teams that list it', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  sentry.fault({ kind: 'half', fields: ['teams', 'team'], path: '/api/0/organizations/acme/projects/' });
  const result = await run(sentry, { config: NO_SOURCES });
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
});

test('slugs that change during the run change no key', async () => {
  const data = tidyData();
  const [team] = data.teams;
  const [project] = data.projects;
  const sentry = await simulated({ data });
  const [path, projects] = ['teams', 'projects'].map((list) => `/api/0/organizations/acme/${list}/`);
  sentry.fault({ kind: 'change', path, id: team.id, fields: { slug: 'renamed' } });
  sentry.fault({ kind: 'change', path: projects, id: project.id, fields: { slug: 'moved' } });
  const result = await run(sentry, { config: NO_SOURCES });
  expect(result.log).not.toContain('did not find');
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
});

test('a run of an organization without projects and teams succeeds', async () => {
  const data = { ...tidyData(), projects: [], teams: [], teamMembers: {} };
  const result = await run(await simulated({ data }), { config: NO_SOURCES });
  expect(result.partialTypes).toEqual([]);
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
});
