import { ask, folderWith, storageWith } from '../testing/folders';
import { loadGraph } from './load';

/** The notes of the command about incomplete folders. */
const ANN = { _key: 'ann', _type: 'heroku_account_member', _class: ['User'], name: 'Ann', email: 'ann@example.com' };
const STORED = storageWith('acme', { entities: [ANN] });
const RUN = { formatVersion: 1, integration: 'heroku', end: '2026-01-31T10:00:00.000Z' };
const SUMMARY = 'acme/.j1-integration/summary.json';
const RECORD = 'acme/.j1-integration/run.json';

const without = (files: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path !== name));

const NOT_KNOWN =
  'So its age is the age of its folder. Its warnings, and the settings of its sources that are off, are unknown.';

test.each([
  [
    'no summary.json',
    without({ ...STORED, [RECORD]: RUN }, SUMMARY),
    'acme has not finished: its summary.json is missing. Any of its data may be missing.',
  ],
  [
    'half a summary.json',
    { ...STORED, [RECORD]: RUN, [SUMMARY]: '{"integrationStepResults": [{' },
    'acme has not finished: its summary.json cannot be read. Any of its data may be missing.',
  ],
  [
    'a summary.json without steps',
    { ...STORED, [RECORD]: RUN, [SUMMARY]: [] },
    'acme has not finished: its summary.json cannot be read. Any of its data may be missing.',
  ],
  ['no run.json', STORED, `acme has no run.json. ${NOT_KNOWN}`],
  [
    'half a run.json',
    { ...STORED, [RECORD]: '{"formatVersion": 1, "integ' },
    `acme has a run.json that cannot be read. ${NOT_KNOWN}`,
  ],
  [
    'a run.json of another format version',
    { ...STORED, [RECORD]: { ...RUN, formatVersion: 2 } },
    `acme has a run.json of format version 2, but only version 1 can be read. ${NOT_KNOWN}`,
  ],
])('a folder with %s gets a note that names the gap', async (_, files, note) => {
  const folder = folderWith(files);
  for (const path of ['acme', 'acme/.j1-integration/graph', '.']) {
    const { code, err } = await ask(['--graph', `${folder}/${path}`, 'FIND User']);
    expect([code, err.split('\n').filter((line) => line.startsWith('acme '))]).toEqual([0, [note]]);
  }
});

test.each([
  ['a whole record', { ...STORED, [RECORD]: RUN }, 'acme'],
  ['a graph without a record', { 'graph/all.json': { entities: [ANN] } }, 'graph'],
])('%s gets no note', (_, files, path) => {
  const [{ record }] = loadGraph({ folders: [`${folderWith(files)}/${path}`] }).instances;
  expect(record.notes).toEqual([]);
});

test('the loader reads the integration from the types if a graph has no record', async () => {
  const questions = folderWith({
    'questions.yaml':
      'sourceId: managed:heroku\nquestions:\n  - { id: q1, title: Who?, tags: [t], queries: [{ query: FIND User }] }\n',
  });
  const folder = folderWith(STORED);
  const { out } = await ask(['--graph', `${folder}/acme`, '--questions', '--question-files', questions]);
  expect(out).toContain('1 row.');
});

const ROSTER = 'name,email\nAnn Example,ann@example.com\n';

test('--graph with a run also reads its roster and names its failed integrations', async () => {
  const runs = folderWith({
    ...storageWith('2026-01-31T10-00-00/acme', { entities: [ANN] }),
    '2026-01-31T10-00-00/people/people.csv': ROSTER,
    '2026-01-31T10-00-00/sentry/collect.log': 'x',
    '2026-01-31T10-00-00/sentry/src/index.ts': '',
  });
  const { out, err } = await ask(['--graph', `${runs}/2026-01-31T10-00-00`, '--csv', 'FIND Person AS p RETURN p.name']);
  expect(out).toBe('p.name\nAnn Example\n');
  expect(err).toContain('sentry is missing: its run failed.');
});

test('the loader reads each person of two runs once, and --people replaces their rosters', () => {
  const run = (name: string) => ({
    ...storageWith(`${name}/heroku`, { entities: [ANN] }),
    [`${name}/people/people.csv`]: ROSTER,
  });
  const root = folderWith({
    ...run('2026-01-30T10-00-00'),
    ...run('2026-01-31T10-00-00'),
    'other.csv': 'name,email\nA,a@example.com\nB,b@example.com\n',
  });
  const folders = ['2026-01-30T10-00-00', '2026-01-31T10-00-00'].map((name) => `${root}/${name}`);
  expect(loadGraph({ folders }).people).toBe(1);
  expect(loadGraph({ folders, people: `${root}/other.csv` }).people).toBe(2);
});

test('the loader keeps entities with the same key, gives each its own id, and writes a note', async () => {
  const named = (name: string) => ({ ...ANN, name, displayName: name });
  const folder = folderWith({
    ...storageWith('acme', { entities: ['a', 'b', 'c'].map(named) }),
    ...storageWith('labs', { entities: [named('d')] }),
    [RECORD]: RUN,
  });
  const { data } = loadGraph({ folders: [folder] });
  expect(data.entities.map(({ _id, name }) => [_id, name])).toEqual([
    ['acme/ann', 'a'],
    ['acme/ann#2', 'b'],
    ['acme/ann#3', 'c'],
    ['labs/ann', 'd'],
  ]);
  const { err } = await ask(['--graph', `${folder}/acme`, 'FIND User']);
  expect(err).toContain('acme has several entities with the key "ann". Relationships lead to the first of them.');
});
