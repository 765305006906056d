import type { Heroku, HerokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

const teams = (data: HerokuData) =>
  [...data.teams[data.enterpriseAccounts[0].id]].sort((a, b) => (a.id < b.id ? -1 : 1));

async function collect(data: HerokuData) {
  const result = await run(await simulated({ data }));
  const entity = (id: string) => result.entities.find(({ _key }) => _key === id)!;
  const owners = (id: string) =>
    result.relationships
      .filter(({ _type, _toEntityKey }) => _type === 'heroku_team_owns_application' && _toEntityKey === id)
      .map(({ _fromEntityKey }) => _fromEntityKey);
  return { result, entity, owners };
}

function change(data: HerokuData, changes: Partial<Heroku.App>): Heroku.App {
  return Object.assign(data.teamApps[teams(data)[0].id][0], changes);
}

test('an app is an Application of its team', async () => {
  const data = tidyData();
  const [team] = teams(data);
  const app = change(data, {
    name: 'storefront',
    team: { id: team.id, name: team.name },
    owner: { id: 'o', email: `${team.name}@herokumanager.com` },
    stack: { id: 's', name: 'heroku-24' },
    build_stack: { id: 's', name: 'heroku-22' },
    region: { id: 'r', name: 'eu' },
    space: { id: 'p', name: 'shielded' },
    maintenance: false,
    locked: true,
    internal_routing: true,
    web_url: 'https://storefront-1234.herokuapp.com/',
    archived_at: null,
    released_at: '2026-02-01T00:00:00Z',
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const [coupling] = data.pipelineCouplings;
  data.pipelineCouplings = [{ ...coupling, app: { id: app.id }, stage: 'production' }];
  const { entity, owners } = await collect(data);
  const { _rawData, ...application } = entity(app.id);
  expect(application).toEqual({
    _key: app.id,
    _type: 'heroku_application',
    _class: ['Application'],
    id: app.id,
    name: 'storefront',
    displayName: 'storefront',
    teamId: team.id,
    personal: false,
    // The address of a team, and not of a person.
    owner: `${team.name}@herokumanager.com`,
    ownedByTeam: true,
    generation: 'cedar',
    stack: 'heroku-24',
    buildStack: 'heroku-22',
    region: 'eu',
    space: 'shielded',
    spaceId: 'p',
    pipelineId: coupling.pipeline.id,
    stage: 'production',
    maintenance: false,
    locked: true,
    internalRouting: true,
    productionURL: 'https://storefront-1234.herokuapp.com/',
    webLink: 'https://dashboard.heroku.com/apps/storefront',
    releasedOn: Date.UTC(2026, 1, 1),
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  expect(owners(app.id)).toEqual([team.id]);
});

test('an app of a person has the owner as properties', async () => {
  const data = tidyData();
  const app = change(data, { owner: { id: 'o', email: 'ada@example.com' } });
  expect((await collect(data)).entity(app.id)).toMatchObject({
    owner: 'ada@example.com',
    ownerEmail: 'ada@example.com',
    ownerId: 'o',
    ownedByTeam: false,
  });
});

test('an app without an owner has no properties of an owner', async () => {
  const data = tidyData();
  const app = change(data, { owner: null, web_url: null });
  const application = (await collect(data)).entity(app.id);
  for (const unknown of ['owner', 'ownerEmail', 'ownerId', 'ownedByTeam', 'productionURL'])
    expect(application).not.toHaveProperty(unknown);
});

test('an app in the lists of two teams is one entity with two edges, and its own team decides', async () => {
  const data = tidyData();
  const [first, second] = teams(data);
  const app = data.teamApps[second.id][0];
  app.team = { id: second.id, name: second.name };
  data.teamApps[first.id].push({ ...app, name: 'as the first team sees it' });
  const { entity, owners, result } = await collect(data);
  expect(entity(app.id)).toMatchObject({ teamId: second.id, name: app.name });
  expect(owners(app.id)).toEqual([first.id, second.id]);
  expect(result.steps['fetch-applications']).toBe('success');
});

test('the team of an app is found by its name if there is no id', async () => {
  const data = tidyData();
  const [first, second] = teams(data);
  const app = data.teamApps[second.id][0];
  app.team = { name: second.name } as never;
  data.teamApps[first.id].push({ ...app, name: 'as the first team sees it' });
  const { entity } = await collect(data);
  expect(entity(app.id)).toMatchObject({ teamId: second.id, name: app.name });
});

test('an app without a team belongs to the listed team with the smallest id; an app of a hidden team is in the graph', async () => {
  const data = tidyData();
  const [first, second, third] = teams(data);
  const nobodys = data.teamApps[third.id][0];
  nobodys.team = null;
  data.teamApps[second.id].push(nobodys);
  const hidden = data.teamApps[first.id][0];
  hidden.team = { id: 'eeeeeeee-0000-4000-8000-000000000000', name: 'hidden' };
  const { entity, owners } = await collect(data);
  expect(entity(nobodys.id)).toMatchObject({ teamId: second.id });
  expect(entity(hidden.id)).toMatchObject({ teamId: hidden.team.id });
  expect(owners(hidden.id)).toEqual([first.id]);
});

test.each([
  ['a text', 'fir', 'fir'],
  ['a reference', { id: 'g', name: 'Fir' }, 'fir'],
  ['nothing', null, undefined],
  ['a reference without a name', { id: 'g' }, undefined],
])('the generation of an app may be %s', async (_name, generation, expected) => {
  const data = tidyData();
  const app = change(data, { generation: generation as never });
  expect((await collect(data)).entity(app.id).generation).toBe(expected);
});
