import { loadGraph } from '@j1-integrations/j1ql/loader';
import { application, COMPANY, edge, team, user } from '../testing/company';
import { folderWith, storageWith, type Stored } from '../testing/folders';
import { changesBetween } from './changes';

type Instances = Record<string, Stored>;

const loaded = (instances: Instances, roster?: string) => {
  const files = Object.entries(instances).flatMap(([name, stored]) => Object.entries(storageWith(name, stored)));
  const people = roster === undefined ? {} : { 'people/people.csv': roster };
  return loadGraph({ folders: [folderWith({ ...Object.fromEntries(files), ...people })] });
};

function between(older: Instances, newer: Instances, rosters: { older?: string; newer?: string } = {}) {
  const { changes, notes } = changesBetween(loaded(older, rosters.older), loaded(newer, rosters.newer));
  return {
    changes: changes.map(({ kind, id, properties }) => [kind, id, ...properties.map(({ name }) => name)]),
    notes,
  };
}

const steps = (status: string, types: string[]) => ({
  integrationStepResults: [{ name: 'Fetch people', status, declaredTypes: types }],
  metadata: { partialDatasets: { types: status === 'failure' ? types : [] } },
});

test('other metadata, or another order of a list, is no difference', () => {
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

test('objects of a failed step are not deleted, and the next run does not create them', () => {
  const whole = { entities: [user('Ann'), application('web')], summary: steps('success', ['heroku_account_member']) };
  const failed = { entities: [], summary: steps('failure', ['heroku_account_member']) };
  expect(between({ heroku: whole }, { heroku: failed })).toEqual({
    changes: [expect.arrayContaining(['deleted', 'heroku/web', 'stage'])],
    notes: [
      'heroku is incomplete in the newer run, because Fetch people failed. Missing objects of heroku_account_member are not shown as deleted.',
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

const ROSTER = 'name,email,manager\nAnn Example,ann@example.com,\nBob Example,bob@example.com,ann@example.com\n';
const sentryMember = (name: string) => ({ ...user(name), _type: 'sentry_member' });
const both = { older: ROSTER, newer: ROSTER };

test('relationships to an instance of only one run are not compared', () => {
  const heroku = { entities: [user('Ann'), user('Bob')] };
  const sentry = { entities: [sentryMember('Ann')] };
  const only = ['sentry is not in the newer run, so it is not compared.'];
  expect(between({ heroku, sentry }, { heroku }, both)).toEqual({ changes: [], notes: only });
  expect(between({ heroku }, { heroku, sentry }, both).changes).toEqual([]);
});

test('relationships to objects that a failed step did not read are not reported as deleted', () => {
  const relationships = [edge(user('Ann'), 'OWNS', application('web'))];
  const whole = {
    entities: [user('Ann'), user('Bob'), application('web')],
    relationships,
    summary: steps('success', ['heroku_account_member']),
  };
  const failed = { entities: [application('web')], summary: steps('failure', ['heroku_account_member']) };
  expect(between({ heroku: whole }, { heroku: failed }, both).changes).toEqual([]);
  // The step read Bob, who has a new address.
  const moved = { ...failed, entities: [application('web'), user('Bob', { email: 'bob@other.example' })] };
  const { changes } = between({ heroku: whole }, { heroku: moved }, both);
  expect(changes.map(([kind, id]) => [kind, id])).toEqual([
    ['changed', 'heroku/Bob'],
    ['deleted', 'heroku/Bob|IS|people/employee:bob@example.com'],
  ]);
});

test('the comparison includes several relationships without a key', () => {
  const entities = [user('Ann'), application('web')];
  const graph = (...roles: string[]) => ({
    entities,
    relationships: roles.map((role) => edge(entities[0], 'OWNS', entities[1], { _key: undefined, role })),
  });
  const { changes } = between({ heroku: graph('admin', 'view') }, { heroku: graph('admin') });
  expect(changes.map(([kind, id]) => [kind, id])).toEqual([['deleted', 'heroku/Ann|OWNS|heroku/web']]);
});

test('people are not compared when only one run has a roster', () => {
  const heroku = { entities: [user('Ann')] };
  expect(between({ heroku }, { heroku }, { newer: ROSTER })).toEqual({
    changes: [],
    notes: ['The older run has no roster, so people are not compared.'],
  });
  expect(between({ heroku }, { heroku }, { older: ROSTER })).toEqual({
    changes: [],
    notes: ['The newer run has no roster, so people are not compared.'],
  });
});

test('a person who left the roster is deleted, and so are the relationships to this person', () => {
  const heroku = { entities: [user('Ann')] };
  const [header, , bob] = ROSTER.split('\n');
  const { changes } = between({ heroku }, { heroku }, { older: ROSTER, newer: `${header}\n${bob}` });
  expect(changes.map(([kind, id]) => [kind, id])).toEqual([
    ['deleted', 'people/employee:ann@example.com'],
    ['deleted', 'heroku/Ann|IS|people/employee:ann@example.com'],
    ['deleted', 'people/employee:ann@example.com|MANAGES|people/employee:bob@example.com'],
  ]);
});

describe('an entity that the mapper creates', () => {
  const uses = (name: string, more: object = {}) => ({
    ...{ _key: `web|uses|${name}`, _type: 'heroku_application_uses_repo', _class: 'USES' },
    _mapping: {
      ...{ sourceEntityKey: 'web', relationshipDirection: 'FORWARD', targetFilterKeys: [['_class', 'webLink']] },
      targetEntity: { _class: 'CodeRepo', webLink: `https://x.example/${name}`, ...more },
    },
  });
  const heroku = { entities: [application('web')], relationships: [uses('a')] };
  const github = {
    entities: [{ _key: 'r', _type: 'github_repo', _class: ['CodeRepo'], webLink: 'https://x.example/a' }],
  };

  test('is compared when both runs have the same instances', () => {
    const more = { ...heroku, relationships: [uses('a'), uses('b')] };
    expect(between({ heroku }, { heroku: more }).changes).toMatchObject([
      ['created', 'system-mapper/mapped_entity:_class=CodeRepo|webLink=https://x.example/b'],
      ['created', expect.stringContaining('heroku/web|USES|')],
    ]);
  });

  test('is not compared when an instance is in only one run', () => {
    const other = { entities: [application('web')], relationships: [uses('c', { name: 'c' })] };
    const notes = [
      'labs is not in the newer run, so it is not compared.',
      'Entities from mapped relationships are not compared, because the runs do not have the same sources.',
    ];
    expect(between({ heroku, labs: other }, { heroku })).toEqual({ changes: [], notes });
    expect(between({ heroku, github }, { heroku }).changes).toEqual([]);
    expect(between({ heroku }, { heroku, github }).changes).toEqual([]);
    const named = { ...heroku, relationships: [uses('a', { name: 'a' })] };
    expect(between({ heroku, labs: named }, { heroku }).changes).toEqual([]);
  });
});
