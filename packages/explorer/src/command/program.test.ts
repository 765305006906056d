import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { companyFiles, COMPANY } from '../testing/company';
import { buildPage } from '../testing/build';
import { explore, folderWith, storageWith } from '../testing/folders';

beforeAll(buildPage);

test('the command writes the page into the folder of the newest run, for its owner only, and replaces an older page', async () => {
  const runs = folderWith({ ...companyFiles('2026-01-30T10-00-00'), ...companyFiles('2026-01-31T10-00-00') });
  const file = `${runs}/2026-01-31T10-00-00/explorer.html`;
  writeFileSync(file, 'an older page that others may read', { mode: 0o644 });
  const before = process.umask(0);
  try {
    mkdirSync(`${runs}/lost+found`);
    const { code, out, err } = await explore(['--runs', runs]);
    expect([code, out]).toEqual([0, `${file}\n`]);
    expect(err).toContain('35 entities and 36 relationships of heroku.');
    expect(err).toContain('Compared with 2026-01-30T10-00-00: 0 differences.');
  } finally {
    process.umask(before);
  }
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(`${runs}/2026-01-31T10-00-00`)).toEqual(['explorer.html', 'heroku']);
});

test('the command counts one difference in the singular', async () => {
  const [account, ...rest] = COMPANY.entities;
  const runs = folderWith({
    ...companyFiles('2026-01-30T10-00-00', { ...COMPANY, entities: [{ ...account, displayName: 'old' }, ...rest] }),
    ...companyFiles('2026-01-31T10-00-00'),
  });
  const { err } = await explore(['--runs', runs]);
  expect(err).toContain('Compared with 2026-01-30T10-00-00: 1 difference.');
});

test('the command names failed steps and failed integrations', async () => {
  const summary = {
    integrationStepResults: [{ name: 'Fetch members', status: 'failure', declaredTypes: ['heroku_account_member'] }],
    metadata: { partialDatasets: { types: ['heroku_account_member'] } },
  };
  const run = '2026-01-31T10-00-00';
  const runs = folderWith({
    ...companyFiles(run, { ...COMPANY, summary }),
    [`${run}/sentry/collect.log`]: 'x',
    [`${run}/sentry/src/index.ts`]: '',
  });
  const { err } = await explore(['--runs', runs]);
  expect(err).toContain('sentry is missing: its run failed. Collect again: npm start\n');
  expect(err).toContain(
    'heroku is incomplete: Fetch members failed. These types may be incomplete: heroku_account_member.\n',
  );
});

test('--people gives both runs the same roster', async () => {
  const runs = folderWith({
    ...companyFiles('2026-01-30T10-00-00'),
    ...companyFiles('2026-01-31T10-00-00'),
    'people.csv': 'name,email\nAnn,ann@example.com\n',
  });
  const { err } = await explore(['--runs', runs, '--people', `${runs}/people.csv`]);
  expect(err).toContain('36 entities and 37 relationships of heroku.');
  expect(err).toContain('Compared with 2026-01-30T10-00-00: 0 differences.');
});

test.each([
  ['nowhere/page.html', 'ENOENT: no such file or directory'],
  ['heroku', 'EISDIR: illegal operation on a directory'],
])('the error for --out %s names the path as the user gave it', async (out, reason) => {
  const folder = folderWith(storageWith('heroku', COMPANY));
  const { code, err } = await explore(['--graph', folder, '--out', `${folder}/${out}`]);
  expect([code, err.trim().split('\n').at(-1)]).toEqual([74, `${folder}/${out} cannot be written: ${reason}`]);
  expect(readdirSync(folder)).toEqual(['heroku']);
});

test("the policy allows only the page's own script, by hash", async () => {
  const folder = folderWith(storageWith('heroku', COMPANY));
  const { out } = await explore(['--graph', folder, '--out', `${folder}/page.html`]);
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(out.trim(), 'utf8')) ?? [];
  expect(policy?.replace(/sha256-[\w+/=]{44}/g, 'sha256-…').split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'sha256-…'",
    "style-src 'sha256-…'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types explorer',
  ]);
});

test('--no-raw-data leaves out the raw data of the providers', async () => {
  const folder = folderWith(storageWith('heroku', COMPANY));
  const text = async (...args: string[]) => {
    const { out } = await explore(['--graph', folder, '--out', `${folder}/page.html`, ...args]);
    return readFileSync(out.trim(), 'utf8');
  };
  expect(await text()).toContain('id="data-raw-0"');
  expect(await text('--no-raw-data')).not.toContain('id="data-raw-0"');
});

test.each(['.', '.j1-integration'])(
  'the command writes nothing for a package without a graph, with --graph %s',
  async (path) => {
    const folder = folderWith({
      'heroku/package.json': { name: 'heroku' },
      'heroku/.j1-integration/run.json': { formatVersion: 1, events: [] },
    });
    const { code, out, err } = await explore(['--graph', `${folder}/heroku/${path}`]);
    expect([code, out]).toEqual([65, '']);
    expect(err).toMatch(/^There is no graph in \S*\/heroku\S*\. Collect one: npm start/);
    expect([readdirSync(folder), readdirSync(`${folder}/heroku`)]).toEqual([
      ['heroku'],
      ['.j1-integration', 'package.json'],
    ]);
  },
);

test('the command writes the page into the first folder of --graph', async () => {
  const folder = folderWith({
    ...storageWith('packages/heroku', COMPANY),
    ...companyFiles('runs/2026-01-31T10-00-00'),
    'bare/all.json': COMPANY,
  });
  const pageOf = async (path: string) => (await explore(['--graph', `${folder}/${path}`])).out;
  expect(await pageOf('packages/heroku')).toBe(`${folder}/packages/heroku/.j1-integration/explorer.html\n`);
  expect(await pageOf('packages/heroku/.j1-integration')).toBe(
    `${folder}/packages/heroku/.j1-integration/explorer.html\n`,
  );
  expect(await pageOf('runs/2026-01-31T10-00-00')).toBe(`${folder}/runs/2026-01-31T10-00-00/explorer.html\n`);
  expect(await pageOf('bare')).toBe(`${folder}/bare/explorer.html\n`);
});

test.each([
  [78, ['--runs', '/nowhere'], 'There is no run in /nowhere yet. Collect one: npm start'],
  [65, ['--graph', '/nowhere'], 'There is no folder /nowhere.'],
  [65, ['--people', '/nowhere.csv'], 'The roster /nowhere.csv cannot be read'],
  [65, ['--since', '/nowhere'], 'There is no folder /nowhere.'],
  [65, ['--question-files', '/nowhere'], 'There are no questions in /nowhere.'],
  [74, ['--out', '/nowhere/page.html'], 'ENOENT'],
  [64, ['--serve', '--out', 'page.html'], '--serve and --out cannot be used together.'],
  [64, ['--port', '80'], '--port needs --serve.'],
  [64, ['--serve', '--port', '70000'], 'Allowed: a number from 0 to 65535.'],
  [64, ['--what'], 'unknown option'],
])('the command ends with %d: %j', async (code, args, message) => {
  const runs = folderWith(companyFiles('2026-01-31T10-00-00'));
  const ended = await explore([...(/runs|graph/.test(args[0]) ? [] : ['--runs', runs]), ...args]);
  expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
});
