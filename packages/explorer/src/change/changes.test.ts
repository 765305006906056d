import { loadGraph } from '@j1-integrations/j1ql/loader';
import { application, COMPANY, edge, team, user } from '../testing/company';
import { folderWith, storageWith, type Stored } from '../testing/folders';
import { changesBetween } from './changes';

const loaded = (instances: Record<string, Stored>) => {
  const files = Object.entries(instances).flatMap(([name, stored]) => Object.entries(storageWith(name, stored)));
  return loadGraph({ folders: [folderWith(Object.fromEntries(files))] });
};

/** The differences in short, and what cannot be compared. */
function between(older: Record<string, Stored>, newer: Record<string, Stored>) {
  const { changes, notes } = changesBetween(loaded(older), loaded(newer));
  return {
    changes: changes.map(({ kind, id, properties }) => [kind, id, ...properties.map(({ name }) => name)]),
    notes,
  };
}

const steps = (status: string, types: string[]) => ({
  integrationStepResults: [{ name: 'Fetch people', status, declaredTypes: types }],
  metadata: { partialDatasets: { types: status === 'failure' ? types : [] } },
});

test('metadata and the order of lists make no differences', () => {
  const one = { ...user('Ann'), emails: ['a', 'b'], gone: null, none: [] };
  const other = { ...user('Ann'), emails: ['b', 'a'], _beginOn: 5 };
  expect(between({ heroku: { entities: [one] } }, { heroku: { entities: [other] } })).toEqual({
    changes: [],
    notes: [],
  });
  expect(between({ heroku: COMPANY }, { heroku: COMPANY }).changes).toEqual([]);
});

test('a changed property of a relationship is a change of the relationship', () => {
  const graph = (role: string) => ({
    entities: [team('t'), user('Ann')],
    relationships: [edge(team('t'), 'HAS', user('Ann'), { role })],
  });
  const { changes } = changesBetween(loaded({ heroku: graph('member') }), loaded({ heroku: graph('admin') }));
  expect(changes).toEqual([
    {
      ...{ kind: 'changed', object: 'relationship', type: 'heroku_team_has_account_member', instance: 'heroku' },
      ...{
        id: 'heroku/t|has|Ann',
        name: 'HAS',
        from: { id: 'heroku/t', name: 't' },
        to: { id: 'heroku/Ann', name: 'Ann' },
      },
      properties: [{ name: 'role', from: 'member', to: 'admin' }],
    },
  ]);
});

test('objects of a failed step are not reported as deleted, nor as created by the next run', () => {
  const whole = { entities: [user('Ann'), application('web')], summary: steps('success', ['heroku_account_member']) };
  const failed = { entities: [], summary: steps('failure', ['heroku_account_member']) };
  expect(between({ heroku: whole }, { heroku: failed })).toEqual({
    changes: [expect.arrayContaining(['deleted', 'heroku/web', 'stage'])],
    notes: [
      'heroku is incomplete in the newer run (Fetch people failed): missing objects of heroku_account_member are not shown as deleted.',
    ],
  });
  const again = between({ heroku: failed }, { heroku: whole });
  expect(again.changes).toEqual([['created', 'heroku/web']]);
});

test('sources that are off and instances of only one run are not compared', () => {
  const on = { entities: [user('Ann')], summary: steps('success', ['heroku_account_member']) };
  const off = { entities: [], summary: steps('disabled', ['heroku_account_member']) };
  expect(between({ heroku: on }, { heroku: off }).changes).toEqual([]);
  expect(between({ heroku: on }, { sentry: { entities: [team('x')] } })).toEqual({
    changes: [],
    notes: [
      'heroku is not in the newer run, so it is not compared.',
      'sentry is not in the older run, so it is not compared.',
    ],
  });
});
