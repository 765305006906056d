import { ask, folderWith, storageWith } from '../testing/folders';

const application = (name: string) => ({ _key: `a-${name}`, _type: 'acme_app', _class: ['Application'], name });
const domain = (name: string) => ({ _key: `d-${name}`, _type: 'acme_domain', _class: ['Domain'], name });
const certificate = (name: string) => ({ _key: `c-${name}`, _type: 'acme_certificate', _class: ['Certificate'], name });
const uses = (name: string) => ({
  _class: 'USES',
  _type: 'acme_domain_uses_certificate',
  _fromEntityKey: `d-${name}`,
  _toEntityKey: `c-${name}`,
});

const TYPES = {
  apps: ['acme_app'],
  users: ['acme_user', 'acme_app_has_user'],
  domains: ['acme_domain'],
  certificates: ['acme_certificate', 'acme_domain_uses_certificate'],
};
const CLASSES = {
  acme_app: ['Application'],
  acme_user: ['User'],
  acme_domain: ['Domain'],
  acme_certificate: ['Certificate'],
};
const CERTIFICATES_OFF = [
  { setting: 'INGEST_CERTIFICATES', title: 'Certificates', types: TYPES.certificates, classes: ['Certificate'] },
];

type StepName = keyof typeof TYPES;

interface Account {
  entities?: object[];
  relationships?: object[];
  failed?: StepName[];
  off?: object[];
  /** Undefined: the record lists no classes. */
  classes?: object;
}

/** The files of one account of an integration, of which some steps failed or are off. */
function account(name: string, { failed = [], off = [], classes, ...graph }: Account) {
  const steps = Object.entries(TYPES).map(([step, declaredTypes]) => ({
    ...{ id: step, name: `Fetch ${step}`, declaredTypes },
    status: failed.includes(step as StepName) ? 'failure' : 'success',
  }));
  return {
    ...storageWith(name, graph, {
      integrationStepResults: steps,
      metadata: { partialDatasets: { types: failed.flatMap((step) => TYPES[step]) } },
    }),
    [`${name}/.j1-integration/run.json`]: {
      ...{ formatVersion: 1, integration: 'acme', instance: { id: name, name }, off, classes },
    },
  };
}

const QUESTIONS = `sourceId: managed:acme
questions:
  - id: one
    title: One
    queries:
      - { name: users without MFA, resultsAre: BAD, query: FIND acme_user WITH mfa = false }
      - { name: users by class, resultsAre: BAD, query: FIND User WITH mfa = false }
      - { name: apps of users, resultsAre: BAD, query: FIND Application THAT HAS * }
      - { name: domains without, resultsAre: BAD, query: FIND acme_domain AS d THAT !USES acme_certificate RETURN d.name }
      - { name: apps, resultsAre: BAD, query: FIND Application WITH name = 'none' }
`;

async function questions(accounts: Record<string, Account>, ...args: string[]) {
  const files = Object.entries(accounts).map(([name, one]) => account(name, { classes: CLASSES, ...one }));
  const folder = folderWith(Object.assign({}, ...files, { 'questions.yaml': QUESTIONS }) as Record<string, unknown>);
  const graphs = Object.keys(accounts).flatMap((name) => ['--graph', `${folder}/${name}`]);
  const asked = await ask([...graphs, '--question-files', `${folder}/questions.yaml`, '--questions', ...args]);
  return { ...asked, folder, lines: asked.out.split('\n').filter((line) => /^(- | {2}\S)/.test(line)) };
}

const BASE = { entities: [application('web'), domain('web')] };

test('after a failed step, questions about its types, classes and relationships are not known, and --fail-on bad ends with 1', async () => {
  const { code, lines } = await questions({ acme: { ...BASE, failed: ['users'] } }, '--fail-on', 'bad');
  expect(lines).toEqual([
    '- users without MFA (BAD): Not known: Fetch users failed in acme.',
    '- users by class (BAD): Not known: Fetch users failed in acme.',
    '- apps of users (BAD): Not known: Fetch users failed in acme.',
    '- domains without (BAD): 1 row.',
    '- apps (BAD): none.',
  ]);
  expect(code).toBe(1);
});

test('a question about a type of a failed step says that there may be more rows', async () => {
  const user = { _key: 'u', _type: 'acme_user', _class: ['User'], mfa: false };
  const { lines } = await questions({ acme: { entities: [...BASE.entities, user], failed: ['users'] } });
  expect(lines.slice(0, 4)).toEqual([
    '- users without MFA (BAD): 1 row.',
    '  There may be more rows: Fetch users failed in acme.',
    '- users by class (BAD): 1 row.',
    '  There may be more rows: Fetch users failed in acme.',
  ]);
});

test('a question with a negated traversal of a failed step says that rows may be wrong', async () => {
  const { lines } = await questions({ acme: { ...BASE, failed: ['certificates'] } });
  expect(lines).toContain('  Some rows may be wrong, and there may be more rows: Fetch certificates failed in acme.');
});

test('after a failed step, no class is known if the record lists no classes', async () => {
  const { lines } = await questions({ acme: { ...BASE, failed: ['users'], classes: undefined } });
  expect(lines).toContain('- apps (BAD): Not known: Fetch users failed in acme.');
});

const PROD = {
  entities: [...BASE.entities, domain('own'), certificate('web')],
  relationships: [uses('web')],
};
const LABS = { entities: [application('labs'), domain('labs')], off: CERTIFICATES_OFF };
const OFF_IN_LABS =
  'acme_certificate is not collected in acme-labs: its source is off. Set INGEST_CERTIFICATES=true to switch it on.';

test('a negated question leaves out an account if the source is off there', async () => {
  const { lines, out } = await questions({ 'acme-prod': PROD, 'acme-labs': LABS });
  expect(lines).toContain('- domains without (BAD): 1 row.');
  expect(lines).toContain(`  ${OFF_IN_LABS} The rows leave out acme-labs.`);
  expect(out).toContain('\nown\n');
});

test('a source that found nothing is not reported as off', async () => {
  const { lines } = await questions({ 'acme-prod': BASE, 'acme-labs': LABS });
  expect(lines).toContain('- domains without (BAD): 1 row.');
  const both = await questions({ 'acme-prod': { ...BASE, off: CERTIFICATES_OFF }, 'acme-labs': LABS });
  expect(both.lines).toContain(
    '- domains without (BAD): acme_certificate is not collected: its source is off. Set INGEST_CERTIFICATES=true to switch it on.',
  );
});

test('JSON has gaps as notKnown and incomplete', async () => {
  const { out } = await questions({ 'acme-prod': PROD, 'acme-labs': { ...LABS, failed: ['users'] } }, '--json');
  const [{ queries }] = JSON.parse(out) as { queries: object[] }[];
  expect(queries).toMatchObject([
    { notKnown: 'Not known: Fetch users failed in acme-labs.' },
    { notKnown: expect.any(String) },
    { notKnown: expect.any(String) },
    {
      data: [{ 'd.name': 'own' }],
      incomplete: [{ reason: 'off', instances: ['acme-labs'], names: ['acme_certificate'], isNegated: true }],
    },
    { data: [] },
  ]);
  expect(queries[0]).not.toHaveProperty('data');
});

test('a query and a batch report the same gaps as a question', async () => {
  const { folder } = await questions({ 'acme-prod': PROD, 'acme-labs': { ...LABS, failed: ['users'] } });
  const graphs = ['--graph', `${folder}/acme-prod`, '--graph', `${folder}/acme-labs`];
  const users = await ask([...graphs, 'FIND User']);
  expect(users.out).toBe('');
  expect(users.err).toContain('Not known: Fetch users failed in acme-labs.');
  const domains = await ask([...graphs, 'FIND Domain THAT !USES Certificate']);
  expect(domains.err).toContain('2 rows.');
  expect(domains.err).toContain('Certificate is not collected in acme-labs: its source is off.');
  expect(domains.err).toContain('Rows of acme-labs may be wrong.');
  const failed = { incomplete: [{ reason: 'failed', instances: ['acme-labs'], names: ['acme_user'] }] };
  expect(JSON.parse((await ask([...graphs, '--json', 'FIND acme_user'])).out)).toMatchObject(failed);
  const batch = await ask([...graphs, '--batch'], '{"id": 1, "query": "FIND acme_user"}');
  expect(JSON.parse(batch.out)).toMatchObject({ id: 1, ...failed });
});

test('after an unfinished run, a question without rows is not known', async () => {
  const { [`acme/.j1-integration/summary.json`]: _, ...files } = account('acme', { ...BASE, classes: CLASSES });
  const folder = folderWith({ ...files, 'acme.yaml': QUESTIONS });
  const { out } = await ask(['--graph', `${folder}/acme`, '--question-files', `${folder}/acme.yaml`, '--questions']);
  expect(out).toContain('- apps (BAD): Not known: the run has not finished in acme.');
});

test('after a failed run, questions of the integration and questions across providers are not known', async () => {
  const folder = folderWith({
    ...account('R/2026-01-01T00-00-00/acme', { ...BASE, classes: CLASSES }),
    'R/2026-01-01T00-00-00/acme-labs/collect.log': 'x',
    'R/2026-01-01T00-00-00/acme-labs/src/x': 'x',
    'R/2026-01-01T00-00-00/other/collect.log': 'x',
    'R/2026-01-01T00-00-00/other/src/x': 'x',
    'acme.yaml': QUESTIONS,
    'other.yaml': QUESTIONS.replace('managed:acme', 'managed:other'),
    'across.yaml': QUESTIONS.replace('managed:acme', 'across').replace(/acme_user/, 'other_user'),
  });
  const asked = async (file: string) =>
    ask(['--runs', `${folder}/R`, '--question-files', `${folder}/${file}`, '--questions', '--fail-on', 'bad']);
  const acme = await asked('acme.yaml');
  expect(acme.out).toContain('- apps (BAD): Not known: the run failed in acme-labs.');
  expect(acme.code).toBe(1);
  const other = await asked('other.yaml');
  expect(other.out).toContain('- apps (BAD): Not known: the run failed in other.');
  expect(other.code).toBe(1);
  const across = await asked('across.yaml');
  expect(across.out).toContain(
    '- users without MFA (BAD): Not known: the run failed in other. other_user is not collected',
  );
  expect(across.out).toContain('- apps (BAD): Not known: the run failed in acme-labs; the run failed in other.');
});

test.each([
  ['FIND users', ['users'], ['User', 'acme_user'], 'Nearest: User, acme_user.'],
  ['FIND Usr', ['Usr'], ['User'], 'No entity is of the type or class Usr. Nearest: User.'],
  ['FIND Application THAT !HAS Zebra', ['Zebra'], [], 'No entity is of the type or class Zebra.\n'],
])('%s gets a note with the unknown name and the nearest names', async (query, [name], nearest, sentence) => {
  const folder = folderWith(
    account('acme', {
      entities: [...BASE.entities, { _key: 'u', _type: 'acme_user', _class: ['User'] }],
      classes: CLASSES,
    }),
  );
  const { out, err } = await ask(['--graph', folder, query]);
  expect(out).not.toContain('None.');
  expect(err).toContain(sentence);
  const json = JSON.parse((await ask(['--graph', folder, '--json', query])).out) as object;
  expect(json).toMatchObject({ unknown: [{ name, nearest }] });
});

test('a type is known if its source is off, or if a step declares it', async () => {
  const folder = folderWith(account('acme', { ...BASE, off: CERTIFICATES_OFF, classes: CLASSES }));
  for (const query of ['FIND acme_certificate', 'FIND Certificate', 'FIND acme_user', 'FIND User']) {
    expect((await ask(['--graph', folder, query])).err).not.toContain('No entity');
  }
  const mistyped = await ask(['--graph', folder, 'FIND acme_domian']);
  expect(mistyped.err).toContain('acme_domian is not collected: no loaded integration has it. Nearest: acme_domain.');
});
