import { join } from 'node:path';
import { createEngine } from '../index';
import { ask, folderWith, storageWith } from '../testing/folders';
import { readQuestions, shippedQuestionFiles } from './question-files';

const QUESTIONS = `sourceId: managed:heroku
questions:
  - id: managed-question-heroku-teams
    title: Which teams are there?
    tags: [heroku, teams]
    queries:
      - name: without members
        resultsAre: BAD
        query: FIND heroku_team WITH memberCount = 0
      - name: with drains
        resultsAre: BAD
        query: FIND heroku_team THAT !HAS heroku_log_drain
      - name: all
        resultsAre: INFORMATIVE
        query: FIND heroku_team AS t RETURN t.name
  - id: managed-question-heroku-accounts
    title: Which accounts are there?
    tags: [accounts]
    queries:
      - query: FIND heroku_account
`;
const SENTRY = `sourceId: managed:sentry
questions:
  - { id: managed-question-sentry-teams, title: Teams of Sentry, tags: [teams], queries: [{ query: FIND sentry_team }] }
`;
const ACROSS = `sourceId: across-providers
questions:
  - id: across
    title: Across
    queries:
      - { name: one, query: FIND pagerduty_user }
      - { name: two, query: FIND User THAT !IS Person }
      - { name: three, query: 'FIND heroku_team WITH name = \${name}' }
`;
const folder = folderWith({
  ...storageWith(
    'run/heroku',
    { entities: [{ _key: 't', _type: 'heroku_team', _class: ['Team'], name: 'web', memberCount: 1 }] },
    { integrationStepResults: [{ name: 'Fetch drains', status: 'disabled', declaredTypes: ['heroku_log_drain'] }] },
  ),
  'heroku.yaml': QUESTIONS,
  'sentry.yaml': SENTRY,
  'across.yaml': ACROSS,
  'bad.yaml': QUESTIONS.replace('memberCount = 0', 'memberCount > 0'),
  'wrong.yaml': QUESTIONS.replace('WITH memberCount', 'WHIT memberCount'),
});
const asked = (file: string, ...args: string[]) =>
  ask(['--graph', `${folder}/run`, '--question-files', `${folder}/${file}`, ...args]);

test('the command prints the rows of each query, "none", or "not collected"', async () => {
  const { code, out } = await asked('heroku.yaml', '--questions', 'teams', '--fail-on', 'bad');
  expect(code).toBe(0);
  expect(out).toBe(`
Which teams are there?
managed-question-heroku-teams
- without members (BAD): none.
- with drains (BAD): heroku_log_drain is not collected: its source is off.
- all (INFORMATIVE): 1 row.
t.name
web
`);
});

test('the answer is "not collected" if the integration of a question has no graph', async () => {
  const { out } = await ask([
    ...[
      '--graph',
      `${folder}/run`,
      '--question-files',
      `${folder}/heroku.yaml`,
      '--question-files',
      `${folder}/sentry.yaml`,
    ],
    ...['--questions', 'teams', '--json'],
  ]);
  expect(JSON.parse(out)).toMatchObject([
    {
      id: 'managed-question-heroku-teams',
      queries: [{ type: 'list', data: [] }, { notCollected: expect.any(String) }, { type: 'table' }],
    },
    {
      id: 'managed-question-sentry-teams',
      queries: [{ notCollected: 'Not collected: there is no graph of sentry. Collect it: npm start' }],
    },
  ]);
});

test('a question across providers needs its provider, its roster and its variable', async () => {
  const { out } = await asked('across.yaml', '--questions');
  expect(out).toContain('- one: pagerduty_user is not collected: no loaded integration has it.');
  expect(out).toContain('- two: There is no roster of people. Give one with --people.');
  expect(out).toContain(`- three: This query needs a value for the variable name: --variables '{"name": "…"}'`);
  const given = await asked('across.yaml', '--questions', '--variables', '{"name": "web"}');
  expect(given.out).toContain('- three: 1 row.');
});

test.each([
  [1, ['bad.yaml', '--questions', '--fail-on', 'bad']],
  [0, ['bad.yaml', '--questions', 'managed-question-heroku-accounts', '--fail-on', 'bad']],
  [0, ['bad.yaml', '--questions']],
  [65, ['wrong.yaml', '--questions']],
  [65, ['nothing.yaml', '--questions']],
  [64, ['heroku.yaml', '--questions', 'nonsense']],
  [64, ['heroku.yaml', '--questions', '--fail-on', 'good']],
])('the command ends with %d: %j', async (code, [file, ...args]) => {
  expect((await asked(file, ...args)).code).toBe(code);
});

const shipped = readQuestions(shippedQuestionFiles(join(__dirname, '../../../..')));

test('every query of every shipped question gets an answer', () => {
  const engine = createEngine({ entities: [], relationships: [] });
  const queries = shipped.flatMap((question) => question.queries);
  expect(queries.length).toBeGreaterThan(50);
  for (const { query } of queries)
    expect(engine.query(query, { variables: { email: 'ann@example.com' } }).data).toEqual([]);
});
