import { createEngine } from '../engine';
import { answersOf } from '../testing/small-graph';
import { folderWith, storageWith } from '../testing/folders';
import { readRoster } from '../people/roster';
import { loadGraph } from './load';
import { runsIn } from './runs';

const ACME = {
  entities: [
    {
      _key: 'account',
      _type: 'heroku_account',
      _class: ['Account'],
      _rawData: [{ name: 'default', rawData: { token: 'x' } }],
    },
    { _key: 'u1', _type: 'heroku_account_member', _class: ['User'], email: 'Ann@Example.com', name: 'Ann' },
  ],
  relationships: [
    {
      _key: 'account|has|u1',
      _type: 'heroku_account_has_member',
      _class: 'HAS',
      _fromEntityKey: 'account',
      _toEntityKey: 'u1',
    },
  ],
};

const engineFor = (options: Parameters<typeof loadGraph>[0]) => createEngine(loadGraph(options).data);

test('the loader reads two accounts of one provider as one graph, and keeps their keys apart', () => {
  const run = folderWith({ ...storageWith('heroku', ACME), ...storageWith('heroku-labs', ACME) });
  const graph = loadGraph({ folders: [run] });
  const engine = createEngine(graph.data);
  expect(graph.instances).toMatchObject([
    { id: 'heroku', name: 'heroku', entities: 2, relationships: 1 },
    { id: 'heroku-labs', entities: 2, relationships: 1 },
  ]);
  const pairs =
    'FIND Account AS a THAT HAS User AS u RETURN a._integrationInstanceId, u._integrationInstanceId, u.tag.AccountName';
  expect(answersOf(engine, pairs)).toEqual([
    ['heroku-labs', 'heroku-labs', 'heroku-labs'],
    ['heroku', 'heroku', 'heroku'],
  ]);
  expect(answersOf(engine, `FIND User WITH _integrationName = 'heroku-labs'`)).toEqual(['heroku-labs/u1']);
  expect(answersOf(engine, 'FIND Account AS a RETURN a._rawData, a._source')[0]).toEqual([null, 'integration-managed']);
});

test.each([
  ['the folder of the integration', 'heroku'],
  ['its .j1-integration', 'heroku/.j1-integration'],
  ['its graph', 'heroku/.j1-integration/graph'],
])('loadGraph finds a graph by %s', (_, path) => {
  const run = folderWith(storageWith('heroku', ACME));
  expect(loadGraph({ folders: [`${run}/${path}`] }).instances).toMatchObject([{ id: 'heroku' }]);
});

test('two folders with the same name are two instances', () => {
  const folders = [1, 2].map(() => `${folderWith(storageWith('heroku', ACME))}/heroku`);
  expect(loadGraph({ folders }).instances).toMatchObject([{ id: 'heroku' }, { id: 'heroku-2' }]);
});

test('relationships get the time of their run', () => {
  const run = folderWith({
    ...storageWith('heroku', ACME),
    'heroku/.j1-integration/run.json': { formatVersion: 1, end: '2026-01-31T10:00:00.000Z' },
  });
  const text = 'FIND Account THAT HAS AS r User RETURN r._createdOn, r._beginOn';
  expect(answersOf(engineFor({ folders: [run] }), text)).toEqual([
    [Date.UTC(2026, 0, 31, 10), Date.UTC(2026, 0, 31, 10)],
  ]);
});

test('the loader reads a folder of JSON files as a graph', () => {
  const folder = folderWith({ 'a/all.json': ACME });
  expect(answersOf(engineFor({ folders: [folder] }), 'FIND Account THAT HAS User RETURN COUNT(User)')).toEqual([[1]]);
});

test('the loader reads the instance from run.json', () => {
  const run = folderWith({
    ...storageWith('heroku', ACME),
    'heroku/.j1-integration/run.json': {
      formatVersion: 1,
      integration: 'heroku',
      instance: { id: 'inst-1', name: 'acme' },
      start: '2026-01-31T09:58:00.000Z',
      end: '2026-01-31T10:00:00.000Z',
      requests: 12,
      retries: 1,
      events: [
        { time: '2026-01-31T09:59:00.000Z', level: 'warn', name: 'missing-permission', description: 'no teams' },
        {},
      ],
      off: [
        {
          source: 'ingestCertificates',
          title: 'Certificates',
          setting: 'INGEST_CERTIFICATES',
          types: ['heroku_certificate'],
        },
      ],
    },
  });
  const [instance] = loadGraph({ folders: [run] }).instances;
  expect(instance).toMatchObject({ id: 'inst-1', name: 'acme', collectedOn: Date.UTC(2026, 0, 31, 10) });
  expect(instance.record).toMatchObject({
    startedOn: Date.UTC(2026, 0, 31, 9, 58),
    requests: 12,
    retries: 1,
    events: [
      { time: Date.UTC(2026, 0, 31, 9, 59), level: 'warn', name: 'missing-permission', description: 'no teams' },
      { time: undefined, level: 'info', name: '', description: '' },
    ],
    off: [{ title: 'Certificates', setting: 'INGEST_CERTIFICATES', types: ['heroku_certificate'], classes: [] }],
  });
});

test('a run.json of another format version is ignored', () => {
  const run = folderWith({
    ...storageWith('heroku', ACME),
    'heroku/.j1-integration/run.json': { formatVersion: 2, instance: { id: 'inst-1', name: 'acme' } },
  });
  expect(loadGraph({ folders: [run] }).instances).toMatchObject([{ id: 'heroku', record: { off: [] } }]);
});

test('the loader reads a run with its roster, and with raw data on request', () => {
  const runs = folderWith({
    ...storageWith('2026-01-30T10-00-00/heroku', ACME),
    '2026-01-30T10-00-00/people/people.csv': 'name,email\nAnn,ann@example.com\n',
    ...storageWith('2026-01-31T10-00-00/heroku', {}),
  });
  expect(runsIn(runs)).toEqual([`${runs}/2026-01-30T10-00-00`, `${runs}/2026-01-31T10-00-00`]);
  const read = loadGraph({ run: runsIn(runs)[0], rawData: true });
  expect(read).toMatchObject({ people: 1, instances: [{ id: 'heroku', entities: 2 }] });
  expect(read.data.entities[0]._rawData).toEqual(ACME.entities[0]._rawData);
});

test('the loader reads the newest of several runs in the same second', () => {
  const runs = folderWith({
    ...storageWith('2026-01-31T10-00-00/old', ACME),
    ...storageWith('2026-01-31T10-00-01/older', ACME),
    ...storageWith('2026-01-31T10-00-01-2/old', ACME),
    ...storageWith('2026-01-31T10-00-01-10/newest', ACME),
  });
  expect(loadGraph({ runs }).instances).toMatchObject([{ id: 'newest' }]);
});

test('the loader ignores folders that are not runs', () => {
  const runs = folderWith({
    ...storageWith('2026-01-31T10-00-00/heroku', ACME),
    ...storageWith('archive/2026-02-01T10-00-00/heroku', ACME),
    ...storageWith('copy of 2026-02-01T10-00-00/heroku', ACME),
    'lost+found/note.txt': 'x',
  });
  expect(loadGraph({ runs }).folder).toBe(`${runs}/2026-01-31T10-00-00`);
});

test.each([
  ['no run yet', { 'archive/note.txt': 'x' }, /There is no run in .* yet\. Collect one: npm start/],
  [
    'a run without a graph',
    { '2026-01-31T10-00-00/heroku/collect.log': 'x' },
    /has no graph: it failed, or it has just begun\. Collect again: npm start/,
  ],
  [
    'a run that failed and left a record',
    { '2026-01-31T10-00-00/heroku/.j1-integration/run.json': { formatVersion: 1, events: [] } },
    /has no graph: it failed, or it has just begun\. Collect again: npm start/,
  ],
  [
    'a run that was stopped',
    { '2026-01-31T10-00-00/heroku/.j1-integration/graph/a/entities/1.json': { entities: [] } },
    /is still running, or was stopped: heroku\. Collect again: npm start/,
  ],
])('with %s, the loader throws an error that names a command', (_, files, message) => {
  const runs = folderWith(files);
  expect(() => loadGraph({ runs })).toThrow(message);
});

test.each(['.j1-integration', '.j1-integration/graph', '.'])(
  'the loader refuses a package without a graph, given as %s',
  (path) => {
    const folder = folderWith({ 'package.json': { name: 'heroku' }, '.j1-integration/run.json': { formatVersion: 1 } });
    expect(() => loadGraph({ folders: [`${folder}/${path}`] })).toThrow(/There is no (graph|folder)/);
  },
);

test.each([
  [
    'half a file',
    { 'heroku/.j1-integration/graph/a.json': '{"entities": [{"_key"' },
    /a\.json cannot be used: it is not valid JSON/,
  ],
  ['a list', { 'heroku/.j1-integration/graph/a.json': [] }, /it has no entities and no relationships/],
  [
    'an entity that is a number',
    { 'heroku/.j1-integration/graph/a.json': { entities: [1] } },
    /entities is not a list of objects/,
  ],
  ['no files', {}, /There is no graph in/],
  [
    'a package without a graph',
    {
      'package.json': { name: 'heroku' },
      'tsconfig.json': '{ // comment\n}',
      'node_modules/x/graph.json': ACME,
      '.j1-integration/run.json': { formatVersion: 1, events: [] },
    },
    /There is no graph in/,
  ],
  ['runs', storageWith('2026-01-31T10-00-00/heroku', ACME), /There is no graph in/],
])('the loader refuses a folder with %s', (_, files, message) => {
  const folder = folderWith(files);
  expect(() => loadGraph({ folders: [folder] })).toThrow(message);
});

test('a mapped relationship leads to all matching entities, or to one that the loader creates', () => {
  const mapped = (key: string, targetEntity: object, more: object = {}) => ({
    _key: key,
    _type: 'uses',
    _class: 'USES',
    _mapping: {
      sourceEntityKey: 'account',
      relationshipDirection: 'FORWARD',
      targetFilterKeys: [['_class', 'webLink']],
      targetEntity,
      ...more,
    },
  });
  const repo = (name: string) => ({ _class: 'CodeRepo', webLink: `https://x/${name}` });
  const source = {
    entities: [ACME.entities[0]],
    relationships: [
      mapped('m1', repo('known')),
      mapped('m2', { ...repo('new'), name: 'new' }),
      mapped('m3', { ...repo('new'), stars: 3 }),
      mapped('m4', repo('skipped'), { skipTargetCreation: true }),
      mapped('m5', repo('known'), { relationshipDirection: 'REVERSE' }),
      mapped('m6', { _type: 'github_repo', webLink: 'https://x/known' }, { targetFilterKeys: [['_type', 'webLink']] }),
    ],
  };
  const github = {
    entities: ['r1', 'r2'].map((key) => ({
      _key: key,
      _type: 'github_repo',
      _class: ['CodeRepo'],
      webLink: 'https://x/known',
    })),
  };
  const run = folderWith({ ...storageWith('heroku', source), ...storageWith('github', github) });
  const engine = engineFor({ folders: [run] });
  expect(
    answersOf(
      engine,
      'FIND Account THAT USES AS r >> CodeRepo AS c RETURN r._key, c._key, c._source ORDER BY r._key, c._key',
    ),
  ).toEqual([
    ['m1', 'r1', 'integration-managed'],
    ['m1', 'r2', 'integration-managed'],
    ['m2', 'mapped_entity:_class=CodeRepo|webLink=https://x/new', 'system-mapper'],
    ['m3', 'mapped_entity:_class=CodeRepo|webLink=https://x/new', 'system-mapper'],
    ['m6', 'r1', 'integration-managed'],
    ['m6', 'r2', 'integration-managed'],
  ]);
  expect(answersOf(engine, 'FIND CodeRepo AS c THAT USES >> Account RETURN c._key')).toEqual([['r1'], ['r2']]);
  expect(answersOf(engine, 'FIND mapped_entity AS m RETURN m.name, m.stars')).toEqual([['new', 3]]);
});

test('two created targets get different keys, even if their values contain separators', () => {
  const mapped = (key: string, targetEntity: object) => ({
    ...{ _key: key, _type: 'x', _class: 'USES' },
    _mapping: {
      ...{ sourceEntityKey: 'a', relationshipDirection: 'FORWARD', targetEntity },
      targetFilterKeys: [['_class', ...Object.keys(targetEntity)]],
    },
  });
  const relationships = [{ p: 'a|q=b', q: 'c' }, { p: 'a', q: 'b|q=c' }, { p: 'x' }, { q: 'x' }].map((target, at) =>
    mapped(`m${at}`, { _class: 'Record', ...target }),
  );
  const entities = [{ _key: 'a', _type: 'heroku_account', _class: ['Account'] }];
  const engine = engineFor({ folders: [folderWith(storageWith('heroku', { entities, relationships }))] });
  const keys = answersOf(engine, 'FIND mapped_entity AS m RETURN m._key').flat();
  expect(new Set(keys).size).toBe(4);
});

const NOW = Date.UTC(2026, 0, 31);
const ROSTER = `name,email,employee id,manager,active,left on
Ann Example,ann@example.com; ANN@other.example,7,,yes,
Bob Gone,bob@example.com,8,7,,2026-01-30
Eve Soon,eve@example.com,9,ANN@example.com,,2026-02-28
Max,max@example.com,,9,no,
`;

test('the loader joins users to the people of the roster by e-mail address', () => {
  const run = folderWith({ ...storageWith('heroku', ACME), 'people.csv': ROSTER });
  const engine = engineFor({ folders: [run], people: `${run}/people.csv`, now: NOW });
  expect(answersOf(engine, 'FIND User AS u THAT IS >> Person AS p RETURN u.name, p.name, p._type')).toEqual([
    ['Ann', 'Ann Example', 'employee'],
  ]);
  expect(answersOf(engine, 'FIND employee AS p RETURN p.displayName, p.active, p.email')).toEqual([
    ['Ann Example', true, ['ann@example.com', 'ann@other.example']],
    ['Bob Gone', false, ['bob@example.com']],
    ['Eve Soon', true, ['eve@example.com']],
    ['Max', false, ['max@example.com']],
  ]);
  expect(answersOf(engine, 'FIND Person AS a THAT MANAGES >> Person AS b RETURN a.displayName, b.displayName')).toEqual(
    [
      ['Ann Example', 'Bob Gone'],
      ['Ann Example', 'Eve Soon'],
      ['Eve Soon', 'Max'],
    ],
  );
});

test('the loader joins users to the people of the roster and of the graph', () => {
  const hr = { entities: [{ _key: 'p', _type: 'bamboo_person', _class: ['Person'], email: 'ANN@example.com' }] };
  const runs = folderWith({
    ...storageWith('2026-01-31T10-00-00/heroku', ACME),
    ...storageWith('2026-01-31T10-00-00/hr', hr),
    '2026-01-31T10-00-00/people/people.csv': ROSTER,
  });
  expect(answersOf(engineFor({ runs, now: NOW }), 'FIND User THAT IS Person AS p RETURN p._type')).toEqual([
    ['bamboo_person'],
    ['employee'],
  ]);
});

test.each([
  ['name\nAnn', /needs the columns name and email; this one has "name"/],
  ['name,email\nAnn,', /Line 2 of the roster has neither/],
  ['name,email,active\nAnn,a@x,maybe', /Line 2 of the roster has "maybe" in the column active\. Allowed: yes, no/],
  ['name,email,left\nAnn,a@x,31.1.2026', /Line 2 of the roster has "31.1.2026", which is not a day/],
  ['name,email,left\nAnn,a@x,2026-02-31', /Line 2 of the roster has "2026-02-31", which is not a day/],
  ['name,email\n"Ann,a@x', /Line 2 of the roster cannot be read: /],
  ['name,email\n\nAnn,a@x\n"Bob\nB",b', /Line 4 of the roster has "b", which is not an e-mail address/],
  ['name,email\n"Ann\r\nA",a@x\r\nBob,nobody', /Line 4 of the roster has "nobody"/],
  ['name,email\nAnn,Ann <a@x.com>', /Line 2 of the roster has "ann", which is not an e-mail address/],
  ['name,email\nAnn,<a@x.com>', /Line 2 of the roster has "<a@x.com>"/],
  ['name,email,manager\nAnn,a@x,Bob <b@x>', /Line 2 of the roster has "bob"/],
  ['name,email\nAnn,a@x\nBob,b@x; A@X', /Line 3 of the roster repeats the e-mail address "a@x" of line 2/],
  ['name,email,employeeId\nAnn,a@x,A7\n\nBob,b@x,a7', /Line 4 of the roster repeats the employee id "a7" of line 2/],
  ['name,email,employeeId\nAnn,a@x,\nBob,b@x,a@x', /Line 3 of the roster repeats the employee id "a@x" of line 2/],
  ['name,email\nSmith, John, j@x', /Line 2 of the roster has more cells than the header line: "j@x"/],
  ['name,email,id,Employee number\nAnn,a@x,1,2', /The columns "id", "Employee number" of the roster mean the same/],
])('the roster %j is refused', (roster, message) => {
  const run = folderWith({ ...storageWith('heroku', ACME), 'people.csv': roster });
  expect(() => loadGraph({ folders: [run], people: `${run}/people.csv` })).toThrow(message);
});

test('a roster may have empty cells, empty lines, and two columns of addresses', () => {
  const text = 'name,email,mail,manager\n ,\t,\nAnn,a@x,a@y,,,\n\nBob,b@x\n';
  expect(readRoster(text, NOW).map(({ name, email }) => [name, email])).toEqual([
    ['Ann', ['a@x', 'a@y']],
    ['Bob', ['b@x']],
  ]);
});

test.each([',', ';', '\t'])('a roster may have the separator %j', (delimiter) => {
  const text = `name${delimiter}email\n\nAnn${delimiter}a@x\n`;
  expect(readRoster(text, NOW)).toMatchObject([{ name: 'Ann', email: ['a@x'] }]);
});
