import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { updateDocuments } from './docs';
import { packageFolder, ROOT } from './paths';
import { withProperties } from './properties';
import { permissionsTable } from './sections';

let folder: string;
let guide: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a package '));
  guide = join(folder, 'docs/jupiterone.md');
  await mkdir(join(folder, 'docs'));
  for (const file of ['README.md', '.env.example', 'package.json', 'docs/jupiterone.md']) {
    await copyFile(join(packageFolder('heroku'), file), join(folder, file));
  }
  await symlink(join(packageFolder('heroku'), 'dist'), join(folder, 'src'));
  await symlink(join(packageFolder('heroku'), 'dist'), join(folder, 'dist'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a check finds an outdated data model and changes nothing', async () => {
  const current = await readFile(join(packageFolder('heroku'), 'docs/jupiterone.md'), 'utf8');
  const stale = current.replace('`heroku_addon`', '`heroku_add_on`');
  expect(stale).not.toBe(current);
  await writeFile(guide, stale);
  expect(await updateDocuments(folder, { check: true })).toEqual([guide]);
  expect(await readFile(guide, 'utf8')).toBe(stale);

  await updateDocuments(folder);
  expect(await readFile(guide, 'utf8')).toBe(current);
  expect(await updateDocuments(folder, { check: true })).toEqual([]);
});

test('updateDocuments refuses a guide without a place for the data model', async () => {
  await writeFile(guide, '# Heroku\n');
  await expect(updateDocuments(folder)).rejects.toThrow(
    `${guide} has no line <!-- {J1_DOCUMENTATION_MARKER_START} -->`,
  );
  await writeFile(guide, '<!-- {J1_DOCUMENTATION_MARKER_START} -->\n');
  await expect(updateDocuments(folder)).rejects.toThrow('There is no place for SOURCES');
});

test('updateDocuments restores tables and an .env.example that were edited by hand', async () => {
  const files = ['README.md', '.env.example'].map((name) => join(folder, name));
  const before = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [at, file] of files.entries()) await writeFile(file, before[at].replace('ACCESS', 'EXCESS'));
  expect(await updateDocuments(folder, { check: true })).toEqual(files);
  await updateDocuments(folder);
  expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(before);
});

test('permissionsTable refuses a fetching step that declares no reads', () => {
  const step = { id: 'fetch-teams', name: 'Fetch teams', entities: [], relationships: [] };
  const declared = { settings: {}, sources: [], integrationSteps: [step] };
  expect(() => permissionsTable(declared)).toThrow('These steps declare no reads: fetch-teams. Add "reads".');
});

test('withProperties replaces the properties of an earlier run', async () => {
  const step = (properties: object) => ({
    id: 'fetch-teams',
    name: 'Fetch teams',
    entities: [{ resourceName: 'Team', _type: 'acme_team', _class: 'Team', schema: { properties } }],
    relationships: [],
  });
  const first = await withProperties('# Acme\n', [step({ slug: { type: 'string' } })]);
  const declared = {
    createdOn: { type: 'number', format: 'date-time' },
    scopes: { type: 'array', description: 'What it may do.' },
  };
  const second = await withProperties(first, [step(declared)]);
  expect(second.replaceAll(/ +/g, ' ')).toContain(
    ['| `createdOn` | time | |', '| `scopes` | list | What it may do. |'].join('\n'),
  );
  expect(second).not.toContain('slug');
  expect(second.match(/\*\*Team\*\*/g)).toHaveLength(1);
  expect(await withProperties(second, [step(declared)])).toBe(second);
});
