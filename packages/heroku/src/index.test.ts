import { join } from 'node:path';
import {
  declarationDifferences,
  endpointDifferences,
  setsOf,
  stepProblems,
} from '@j1-integrations/integration-kit/testing';
import { herokuData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { EVERYTHING, run, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

const steps = invocationConfig.integrationSteps;

describe('a lifelike enterprise, odd items and all', () => {
  test('is in the graph as it is: every node and every edge, once', async () => {
    const heroku = await simulated();
    const result = await run(heroku, { config: EVERYTHING });
    expect(result.error).toBeUndefined();
    expect(setsOf(result)).toEqual(truthOf(heroku.data, EVERYTHING));
    expect(Object.values(result.steps)).toEqual(steps.map(() => 'success'));
    expect(result.partialTypes).toEqual([]);
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(result.log).not.toContain('DUPLICATE_KEY_DETECTED');
    expect(result.log).not.toContain('ndeclared types');
  });

  test('is the same graph in two runs over the same data, to the letter, in whichever order the lists arrive', async () => {
    const heroku = await simulated();
    const first = await run(heroku, { config: EVERYTHING });
    const accounts = heroku.data.enterpriseAccounts.map(({ id }) => id);
    const teams = Object.values(heroku.data.teams).flat();
    for (const id of [...accounts.slice(0, 1), ...teams.slice(0, 4).map((team) => team.id)]) {
      heroku.fault({ kind: 'slow', ms: 60, path: new RegExp(id) });
    }
    const second = await run(heroku, { config: EVERYTHING });
    expect(byKey(second.entities)).toEqual(byKey(first.entities));
    expect(byKey(second.relationships)).toEqual(byKey(first.relationships));
  });

  test('is collected in pages of a thousand, with four requests a team, and three more an app if so wished', async () => {
    const data = herokuData({ enterpriseAccounts: 1, teams: 7, members: 2500, membersPerTeam: 4, odd: false });
    const heroku = await simulated({ data });
    expect(setsOf(await run(heroku))).toEqual(truthOf(data));
    // One to validate the key; accounts, teams of two lists, members; 4 a team; pipelines, couplings, attachments, and
    // spaces with their one ruleset.
    // An admin of a team is told of invitations.
    const administered = Object.values(data.teams)
      .flat()
      .filter(({ role }) => role === 'admin');
    const byDefault = 1 + 1 + 2 + 3 + 4 * 7 + 3 + 2 + administered.length;
    expect(heroku.requests).toHaveLength(byDefault);
    const result = await run(heroku, { config: EVERYTHING });
    expect(setsOf(result)).toEqual(truthOf(data, EVERYTHING));
    // Three for each of four apps a team, one for the apps of persons, one for a Shield space.
    const shields = data.spaces.filter(({ shield }) => shield).length;
    expect(heroku.requests).toHaveLength(2 * byDefault + 3 * 4 * 7 + 1 + shields);
  });

  test('can do without each of its optional parts, which then costs no request', async () => {
    const heroku = await simulated();
    const all = invocationConfig.sources.map(({ id }) => id);
    const off = Object.fromEntries(all.map((source) => [source, false]));
    const result = await run(heroku, { config: off });
    expect(setsOf(result)).toEqual(truthOf(heroku.data, off));
    expect(heroku.requests.map(({ path }) => path).filter((path) => !REQUIRED.test(path))).toEqual([]);
    const managed = await run(heroku, { disabledSources: all });
    expect(setsOf(managed)).toEqual(setsOf(result));
  });
});

/** What the graph cannot do without. */
const REQUIRED = /^\/enterprise-accounts(\/[^/]+\/(members|teams))?$|^\/teams(\/[^/]+\/(apps|addons))?$/;

const byKey = <Thing extends { _key: string }>(things: readonly Thing[]) =>
  new Map(things.map((thing) => [thing._key, thing]));

describe('the steps', () => {
  test('are in order, with classes that the data model knows and a switch for every source', async () => {
    expect(await stepProblems(join(__dirname, '..'), invocationConfig)).toEqual([]);
  });

  test('that depend on what can be disabled only join, and emit nothing that is required', () => {
    const disabled = new Set(steps.filter(({ ingestionSourceId }) => ingestionSourceId).map(({ id }) => id));
    const dependent = steps.filter(({ dependsOn = [] }) => dependsOn.some((id) => disabled.has(id)));
    expect(dependent.map(({ id }) => id)).toEqual([
      'check-missing-teams',
      'build-domain-certificates',
      // Without spaces there is nothing that could have these drains.
      'fetch-space-drains',
    ]);
  });

  test('declare the types, the properties and the endpoints of a whole run, and no others', async () => {
    const heroku = await simulated();
    // An app that belongs to a person, and yet to a team.
    Object.values(heroku.data.teamApps)[0][0].owner = { id: 'o', email: 'ada@example.com' };
    const result = await run(heroku, { config: EVERYTHING });
    expect(declarationDifferences(invocationConfig, result)).toEqual([]);
    expect(
      endpointDifferences(
        invocationConfig,
        heroku.requests.map(({ path }) => path),
      ),
    ).toEqual([]);
  });
});
