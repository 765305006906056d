import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEROKU_CANARIES, type Heroku, type HerokuData } from '@j1-integrations/simulators';
import { runIntegration, type Run } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from '../index';
import { createAddonEntity } from './addons';
import { run, simulated, tidyData } from '../testing/simulated';

const teams = (data: HerokuData) =>
  [...data.teams[data.enterpriseAccounts[0].id]].sort((a, b) => (a.id < b.id ? -1 : 1));
const addon = (data: HerokuData, changes: Partial<Heroku.AddOn>) =>
  Object.assign(data.teamAddons[teams(data)[0].id][0], changes);
const ownersOf = (relationships: Run['relationships'], id: string) =>
  relationships
    .filter(({ _type, _toEntityKey }) => _type === 'heroku_application_has_addon' && _toEntityKey === id)
    .map(({ _fromEntityKey }) => _fromEntityKey);

test('an add-on is a Service of the app that owns it', async () => {
  const data = tidyData();
  const owner = data.teamApps[teams(data)[0].id][1];
  const { id } = addon(data, {
    name: 'postgresql-curved-1',
    app: { id: owner.id, name: 'storefront' },
    addon_service: { id: 's', name: 'heroku-postgresql' },
    plan: { id: 'p', name: 'heroku-postgresql:standard-0' },
    state: 'provisioned',
    billed_price: { cents: 5000, contract: false, metered: false, unit: 'month' },
    config_vars: ['HEROKU_POSTGRESQL_RED_URL', 'DATABASE_URL'],
    web_url: 'https://addons-sso.heroku.com/apps/1/addons/2',
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const { entities, relationships } = await run(await simulated({ data }));
  const { _rawData, ...entity } = entities.find(({ _key }) => _key === id)!;
  expect(entity).toEqual({
    _key: id,
    _type: 'heroku_addon',
    _class: ['Service'],
    id,
    name: 'postgresql-curved-1',
    displayName: 'postgresql-curved-1',
    applicationId: owner.id,
    serviceName: 'heroku-postgresql',
    planName: 'heroku-postgresql:standard-0',
    state: 'provisioned',
    monthlyPriceCents: 5000,
    metered: false,
    contract: false,
    configVarNames: ['DATABASE_URL', 'HEROKU_POSTGRESQL_RED_URL'],
    category: ['database'],
    function: ['database'],
    endpoints: ['https://addons-sso.heroku.com/apps/1/addons/2'],
    webLink: 'https://dashboard.heroku.com/apps/storefront/resources',
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  expect(ownersOf(relationships, id)).toEqual([owner.id]);
});

test('an add-on that two teams list belongs to the app that it names, once', async () => {
  const data = tidyData();
  const [first, second] = teams(data);
  const shared = data.teamAddons[second.id][0];
  data.teamAddons[first.id].unshift(shared, shared);
  const { relationships, steps } = await run(await simulated({ data }));
  expect(steps['fetch-addons']).toBe('success');
  expect(ownersOf(relationships, shared.id)).toEqual([shared.app.id]);
});

test('the list of the team that owns the app decides about an add-on, in any order', async () => {
  const data = tidyData();
  const [first, second] = teams(data);
  const shared = data.teamAddons[second.id][0];
  data.teamAddons[first.id].unshift({ ...shared, state: 'as the first team sees it' });
  for (const late of [first, second]) {
    const heroku = await simulated({ data });
    heroku.fault({ kind: 'slow', ms: 80, path: `/teams/${late.id}/addons` });
    const { entities } = await run(heroku);
    expect(entities.find(({ _key }) => _key === shared.id)).toMatchObject({ state: shared.state });
  }
});

test('an add-on of a hidden app has no edge, and the log counts it', async () => {
  const data = tidyData();
  const { id } = addon(data, { app: { id: 'eeeeeeee-0000-4000-8000-000000000000', name: 'hidden' } });
  const { entities, relationships, log } = await run(await simulated({ data }));
  expect(entities.some(({ _key }) => _key === id)).toBe(true);
  expect(ownersOf(relationships, id)).toEqual([]);
  expect(log).toContain('1 add-ons have no edge, because this key cannot see their apps');
});

test('add-ons and permissions find their apps in the cache of an earlier run', async () => {
  const heroku = await simulated({ data: tidyData() });
  const before = await run(heroku);
  const cached = await mkdtemp(join(tmpdir(), 'cached-'));
  for (const [kind, objects] of Object.entries({ entities: before.entities, relationships: before.relationships })) {
    const ofStep = objects.filter(({ _type }) => /^heroku_(team_owns_)?application$/.test(_type));
    await mkdir(join(cached, kind));
    await writeFile(join(cached, kind, 'all.json'), JSON.stringify({ [kind]: ofStep }));
  }
  const config = {
    ...invocationConfig,
    getStepStartStates: async (context: Parameters<NonNullable<typeof invocationConfig.getStepStartStates>>[0]) => ({
      ...(await invocationConfig.getStepStartStates?.(context)),
      'fetch-applications': { disabled: false, stepCachePath: cached },
    }),
  };
  const result = await runIntegration(config, { config: { apiKey: heroku.token } });
  expect(result.steps['fetch-applications']).toBe('cached');
  const keys = ({ relationships }: Run) => relationships.map(({ _key }) => _key).sort();
  expect(keys(result)).toEqual(keys(before));
  await rm(cached, { recursive: true });
});

test.each([
  ['heroku-postgresql', 'database', 'database'],
  ['heroku-redis', 'database', 'caching'],
  ['papertrail', 'monitoring', 'logging'],
  ['scheduler', 'software', 'scheduling'],
  ['never-heard-of-it', 'other', 'other'],
  [undefined, 'other', 'other'],
])('%s is in the category %s with the function %s', (name, category, does) => {
  const entity = createAddonEntity({ id: '00000000-0000-4000-8000-000000000001', addon_service: { name } });
  expect(entity).toMatchObject({ category: [category], function: [does] });
});

test('a price that is not monthly is left out', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  expect(createAddonEntity({ id, billed_price: { cents: 3, unit: 'hour' } })).not.toHaveProperty('monthlyPriceCents');
  expect(createAddonEntity({ id, billed_price: null })).not.toHaveProperty('monthlyPriceCents');
});

test.each(['metered', 'contract'])(
  'an add-on whose price is %s has no monthly price, but this property',
  async (kind) => {
    const data = tidyData();
    const price = { cents: 0, contract: false, metered: false, unit: 'month', [kind]: true };
    const { id } = addon(data, { billed_price: price });
    const { entities } = await run(await simulated({ data }));
    const entity = entities.find(({ _key }) => _key === id);
    expect(entity).toMatchObject({ metered: kind === 'metered', contract: kind === 'contract' });
    expect(entity).not.toHaveProperty('monthlyPriceCents');
  },
);

test('credentials in the URLs and messages of partners do not appear in the graph, the log and the events', async () => {
  const result = await run(await simulated());
  const everything = JSON.stringify(result);
  for (const canary of HEROKU_CANARIES) expect(everything).not.toContain(canary);
  // The URL is there without credentials.
  expect(everything).toContain('https://addons.example.com/dashboard');
});
