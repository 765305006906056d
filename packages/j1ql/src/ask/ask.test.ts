import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, folderWith, storageWith } from '../testing/folders';

const graph = folderWith(
  storageWith(
    'heroku',
    {
      entities: [
        { _key: 'a', _type: 'heroku_account', _class: ['Account'], displayName: 'acme' },
        {
          _key: 'u1',
          _type: 'heroku_account_member',
          _class: ['User'],
          displayName: 'Ann "x" <b>\u001b[31m',
          createdOn: Date.UTC(2026, 0, 1),
        },
        { _key: 'u2', _type: 'heroku_account_member', _class: ['User'], displayName: '=1+1' },
      ],
      relationships: [{ _key: 'a|has|u1', _class: 'HAS', _fromEntityKey: 'a', _toEntityKey: 'u1' }],
    },
    {
      integrationStepResults: [
        { name: 'Fetch certificates', status: 'disabled', declaredTypes: ['heroku_certificate'] },
        { name: 'Fetch add-ons', status: 'failure' },
      ],
      metadata: { partialDatasets: { types: ['heroku_addon'] } },
    },
  ),
);
const asked = (...args: string[]) => ask(['--graph', graph, ...args]);

test('the command prints a table, and notes about the graph and its gaps', async () => {
  const { code, out, err } = await asked('FIND User AS u RETURN u.displayName, u.createdOn');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(/^u\.displayName +u\.createdOn$/);
  expect(out).toMatch(/Ann "x" <b> +2026-01-01T00:00:00Z/);
  expect(out).not.toContain('\u001b');
  expect(err).toMatch(/^3 entities and 1 relationship of heroku, collected .* ago\.\n/);
  expect(err).toContain('heroku is incomplete: Fetch add-ons failed. These types may be incomplete: heroku_addon.');
  expect(err).toContain('2 rows.');
});

test('a note counts the relationships without one of their entities', async () => {
  const relationships = [{ _key: 'x', _class: 'HAS', _fromEntityKey: 'x', _toEntityKey: 'y' }];
  const folder = folderWith(
    storageWith('heroku', { entities: [{ _key: 'x', _type: 'x', _class: ['Record'] }], relationships }),
  );
  const { err } = await ask(['--graph', folder, 'FIND x']);
  expect(err).toContain('1 relationship left out, because one of its entities is not in these graphs.');
});

test('a note says that a type is not collected when its source is off', async () => {
  const { code, out, err } = await asked('FIND heroku_certificate');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain('heroku_certificate is not collected: its source is off.');
});

const withOffRelationships = folderWith(
  storageWith(
    'heroku',
    { entities: [{ _key: 'a', _type: 'heroku_application', _class: ['Application'] }] },
    {
      integrationStepResults: [
        { status: 'disabled', declaredTypes: ['heroku_application_uses_addon', 'heroku_team_has_member'] },
        { status: 'success', declaredTypes: ['heroku_addon', 'heroku_team_has_member'] },
      ],
    },
  ),
);

test.each([
  ['FIND heroku_application THAT USES heroku_addon', true],
  ['FIND heroku_addon THAT !uses << heroku_application', true],
  ['FIND heroku_team (THAT OWNS heroku_application)? THAT (IS|USES) (heroku_addon|Host)', true],
  ['FIND heroku_application THAT USES << heroku_addon', false],
  ['FIND heroku_application THAT HAS heroku_addon', false],
  // Another step collects this type, too.
  ['FIND heroku_team THAT HAS heroku_member', false],
])('a note says whether a relationship type is off: %s %s', async (query, isNotCollected) => {
  const { err } = await ask(['--graph', withOffRelationships, query]);
  expect(err.includes('heroku_application_uses_addon is not collected')).toBe(isNotCollected);
  expect(err.includes('heroku_team_has_member')).toBe(false);
});

const withRecord = folderWith({
  ...storageWith('heroku', {
    entities: [
      { _key: 'a', _type: 'heroku_application', _class: ['Application'], name: 'web' },
      { _key: 's', _type: 'heroku_space', _class: ['Network'] },
    ],
    relationships: [{ _class: 'HAS', _type: 'heroku_space_has_application', _fromEntityKey: 's', _toEntityKey: 'a' }],
  }),
  'heroku/.j1-integration/run.json': {
    formatVersion: 1,
    integration: 'heroku',
    instance: { id: 'local-integration-instance', name: 'Local Integration' },
    off: [
      { setting: 'INGEST_CERTIFICATES', types: ['heroku_certificate'], classes: ['Certificate'] },
      { setting: 'INGEST_DOMAINS', types: ['heroku_domain', 'heroku_domain_uses_certificate'], classes: ['Domain'] },
      { setting: 'INGEST_LINKS', types: ['heroku_domain_uses_certificate', 'heroku_application_uses_space'] },
      { setting: 'INGEST_SPACES', types: ['heroku_application_uses_space'] },
    ],
  },
});

test.each([
  [
    'FIND Certificate',
    'Certificate is not collected: its source is off. Set INGEST_CERTIFICATES=true to switch it on.',
  ],
  ['FIND Application THAT !HAS Domain', 'Domain is not collected: its source is off. Set INGEST_DOMAINS=true to'],
  ['FIND heroku_domain THAT USES Application', 'heroku_domain is not collected'],
  [
    'FIND Application THAT USES Network',
    'heroku_application_uses_space is not collected: its source is off. Set INGEST_LINKS=true and INGEST_SPACES=true to switch it on.',
  ],
  ['FIND Application THAT !USES *', 'heroku_application_uses_space is not collected'],
  [
    'FIND Application AS app WHERE app.name != (FIND heroku_domain AS d RETURN d.name)',
    'heroku_domain is not collected',
  ],
  [
    'FIND Application WITH name = (1 OR (FIND heroku_certificate AS c RETURN c.name))',
    'heroku_certificate is not collected',
  ],
])('%s gets a note with the settings of its sources that are off', async (query, sentence) => {
  expect((await ask(['--graph', withRecord, query])).err).toContain(sentence);
});

test.each([
  'FIND Application',
  'FIND *',
  'FIND Network THAT HAS Application',
  'FIND Application THAT RELATES TO Network',
  'FIND User',
])('%s gets no note about other sources that are off', async (query) => {
  expect((await ask(['--graph', withRecord, query])).err).not.toContain('is not collected');
});

test('an account does not get the name that the SDK gives to local runs', async () => {
  const { err } = await ask(['--graph', withRecord, 'FIND Application']);
  expect(err).toContain('of heroku, collected');
});

test('the command prints the same answer as JSON, as CSV and as a tree', async () => {
  expect(JSON.parse((await asked('--json', 'FIND heroku_account_member AS u RETURN COUNT(u)')).out)).toEqual({
    type: 'table',
    data: [{ 'COUNT(u)': 2 }],
  });
  expect((await asked('--csv', 'FIND User AS u RETURN u.displayName AS name, u.createdOn')).out).toBe(
    `name,u.createdOn\n"Ann ""x"" <b>",1767225600000\n"'=1+1",\n`,
  );
  const dot = (await asked('--tree', 'dot', 'FIND Account THAT HAS User RETURN TREE')).out;
  expect(dot).toContain('n1 -> n2 [label="HAS"];');
  expect(dot).toContain('n2 [label="Ann \\"x\\" <b>\\nheroku_account_member"];');
  const mermaid = (await asked('--tree', 'mermaid', 'FIND Account THAT HAS User RETURN TREE')).out;
  expect(mermaid).toContain('n1 -- "HAS" --> n2');
  expect(mermaid).toContain('n2["Ann #34;x#34; #60;b#62;<br>heroku_account_member"]');
  expect((await asked('FIND Account THAT HAS User RETURN TREE')).out).toMatch(/acme +HAS +Ann/);
});

test('--graph takes several folders after one option or after several, and a query needs no quotes', async () => {
  const query = ['FIND', 'Account', 'RETURN', 'COUNT(Account)', 'AS', 'n', '--csv'];
  expect((await ask(['--graph', graph, '--graph', `${graph}/heroku`, ...query])).out).toBe('n\n2\n');
  expect((await ask(['--graph', graph, `${graph}/heroku`, ...query])).out).toBe('n\n2\n');
});

test('--variables and --now set their values', async () => {
  const query = 'FIND User WITH createdOn > date.now - ${days} days AS u RETURN COUNT(u) AS n';
  const count = async (now: string) => (await asked('--json', '--variables', '{"days": 30}', '--now', now, query)).out;
  expect(await count('2026-01-20T00:00:00Z')).toContain('"n": 1');
  expect(await count('2026-03-01')).toContain('"n": 0');
});

test('a batch answers each line in order, even an invalid line', async () => {
  const lines = [
    '{"id": 1, "query": "FIND Account AS a RETURN a.displayName AS n"}',
    'no json',
    '',
    '{"id": "two", "query": "FIND User\\nWITH a = "}',
    '[1]',
    '{"id": {"x": 1}, "query": "FIND User WITH displayName = ${who} AS u RETURN COUNT(u) AS n", "variables": {"who": "=1+1"}}',
    '{"id": 5}',
    '{"id": 6, "query": "FIND User", "variables": 7}',
    '{"id": 7, "query": "FIND Account THAT HAS User RETURN TREE"}',
    '{"id": "\u2028", "query": "FIND Account AS a RETURN COUNT(a) AS n"}\r',
  ];
  const { code, out } = await ask(['--graph', graph, '--batch'], lines.join('\n'));
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(0);
  expect(answers).toMatchObject([
    { id: 1, type: 'table', data: [{ n: 'acme' }] },
    { id: null, error: { message: expect.stringContaining('not JSON') } },
    { id: 'two', error: { message: expect.stringContaining('Unexpected end'), line: 2, column: 10 } },
    { id: null, error: { message: expect.stringContaining('must be an object') } },
    { id: { x: 1 }, type: 'table', data: [{ n: 1 }] },
    { id: 5, error: { message: '"query" must be a string.' } },
    { id: 6, error: { message: '"variables" must be an object.' } },
    { id: 7, type: 'tree', data: { edges: [{ id: 'heroku/a|has|u1' }] } },
    { id: '\u2028', type: 'table', data: [{ n: 1 }] },
  ]);
});

test('a batch continues after a query reaches a limit', async () => {
  const lines = ['{"id": 1, "query": "FIND * THAT RELATES TO *"}', '{"id": 2, "query": "FIND Account"}'].join('\n');
  const { code, out } = await ask(['--graph', graph, '--batch', '--max-paths', '1'], lines);
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n')).toEqual([
    expect.stringContaining('limit \\"paths\\"'),
    expect.stringContaining('"type":"list"'),
  ]);
});

test.each([
  [65, ['FIND User WHIT a = 1'], 'Did you mean "WITH"?'],
  [65, ['--graph', '/nowhere/at/all', 'FIND User'], 'There is no folder /nowhere/at/all.'],
  [65, ['--people', '/nowhere.csv', 'FIND User'], 'The roster /nowhere.csv cannot be read'],
  [65, ['--tree', '--variables', '@/nowhere.json', 'FIND User'], 'no such file'],
  [64, ['--tree', 'FIND User'], 'ends with RETURN TREE'],
  [64, ['--json', '--csv', 'FIND User'], '--json and --csv cannot be used together'],
  [64, ['--batch', 'FIND User'], 'cannot be used together'],
  [64, ['--row-metadata', 'FIND User'], '--row-metadata needs --json or --batch'],
  [64, ['--now', 'yesterday', 'FIND User'], '--now takes a time such as'],
  [64, ['--now', '2026-02-31', 'FIND User'], '--now takes a time such as'],
  [64, ['--now', '2026-02-28T25:00Z', 'FIND User'], '--now takes a time such as'],
  [64, ['--csv', '--questions'], '--csv needs a query'],
  [64, ['--explain', '--questions'], '--explain needs a query'],
  [64, ['--tree', '--batch'], '--tree needs a query'],
  [64, ['--fail-on', 'bad', 'FIND User'], '--fail-on needs --questions'],
  [64, ['--question-files', 'x', 'FIND User'], '--question-files needs --questions'],
  [64, ['--row-metadata', '--questions'], '--row-metadata needs --json'],
  [64, ['--runs', 'r', 'FIND User'], '--graph and --runs cannot be used together'],
  [64, ['--json', '--csv', '--questions'], '--json and --csv cannot be used together'],
  [64, ['--variables', '[1]', 'FIND User'], '--variables takes a JSON object'],
  [64, ['--tree', 'svg', 'FIND Account THAT HAS User RETURN TREE'], '--tree takes dot or mermaid'],
  [64, [], 'Give a query'],
  [64, ['--what'], 'unknown option'],
])('the command ends with %d: %j', async (code, args, message) => {
  const ended = await ask([...(args.includes('--graph') ? [] : ['--graph', graph]), ...args]);
  expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
});

test('a mistake in the query is reported before the graph is read', async () => {
  expect(await ask(['--graph', '/nowhere', 'FIND User WHIT a = 1'])).toMatchObject({
    code: 65,
    err: expect.stringContaining('Did you mean "WITH"?'),
  });
});

test('Ctrl-C ends the command at once', async () => {
  const bin = join(__dirname, '../../bin/j1-ask.js');
  const child = spawn(process.execPath, [bin, '--graph', graph, '--batch'], { stdio: ['pipe', 'ignore', 'pipe'] });
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

test('the command ends with 78 when there is no run yet', async () => {
  const runs = folderWith({});
  mkdirSync(`${runs}/runs`);
  expect(await ask(['--runs', `${runs}/runs`, 'FIND User'])).toMatchObject({
    code: 78,
    err: expect.stringContaining('npm start'),
  });
});
