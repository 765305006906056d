import { getSchema } from '@jupiterone/data-model';
import { herokuData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { run, simulated } from './testing/simulated';
import { setsOf, truthOf } from './testing/truth';

const steps = invocationConfig.integrationSteps;

describe('a lifelike enterprise, odd items and all', () => {
  test('is in the graph as it is: every node and every edge, once', async () => {
    const heroku = await simulated();
    const result = await run(heroku);
    expect(result.error).toBeUndefined();
    expect(setsOf(result)).toEqual(truthOf(heroku.data));
    expect(Object.values(result.steps)).toEqual(steps.map(() => 'success'));
    expect(result.partialTypes).toEqual([]);
    expect(result.log).not.toContain('DUPLICATE_KEY_DETECTED');
    expect(result.log).not.toContain('ndeclared types');
  });

  test('is the same graph in two runs over the same data, to the letter, in whichever order the lists arrive', async () => {
    const heroku = await simulated();
    const first = await run(heroku);
    const accounts = heroku.data.enterpriseAccounts.map(({ id }) => id);
    const teams = Object.values(heroku.data.teams).flat();
    for (const id of [...accounts.slice(0, 1), ...teams.slice(0, 4).map((team) => team.id)]) {
      heroku.fault({ kind: 'slow', ms: 60, path: new RegExp(id) });
    }
    const second = await run(heroku);
    expect(byKey(second.entities)).toEqual(byKey(first.entities));
    expect(byKey(second.relationships)).toEqual(byKey(first.relationships));
  });

  test('is collected in pages of a thousand, with three requests a team and none per app', async () => {
    const data = herokuData({ enterpriseAccounts: 1, teams: 7, members: 2500, membersPerTeam: 4, odd: false });
    const heroku = await simulated({ data });
    const result = await run(heroku);
    expect(setsOf(result)).toEqual(truthOf(data));
    // One to validate the key; then 1 + pages(teams) + pages(members), and 3 a team.
    expect(heroku.requests).toHaveLength(1 + 1 + 1 + 3 + 3 * 7);
  });

  test('emits the types that it declares, and no others', async () => {
    const result = await run(await simulated());
    const emitted = new Set([...result.entities, ...result.relationships].map(({ _type }) => _type));
    const declared = steps.flatMap(({ entities, relationships }) => [...entities, ...relationships]);
    expect([...emitted].sort()).toEqual([...new Set(declared.map(({ _type }) => _type))].sort());
  });
});

const byKey = <Thing extends { _key: string }>(things: readonly Thing[]) =>
  new Map(things.map((thing) => [thing._key, thing]));

describe('the steps', () => {
  test('have ids of their own, and depend on steps that come before them', () => {
    const ids = steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, { dependsOn = [] }] of steps.entries()) {
      expect(ids.slice(0, index)).toEqual(expect.arrayContaining(dependsOn));
    }
  });

  test('declare classes that the data model knows', () => {
    for (const { _class } of steps.flatMap(({ entities }) => entities)) {
      for (const name of [_class].flat()) expect(getSchema(name)).toBeDefined();
    }
  });

  test('each have a config field for every ingestion source, which is optional', () => {
    for (const id of Object.keys(invocationConfig.ingestionConfig ?? {})) {
      expect(invocationConfig.instanceConfigFields).toHaveProperty(id, { type: 'boolean', optional: true });
    }
  });
});
