import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Declarations } from '@j1-integrations/integration-kit';
import { collectGraph } from './start/collect-graph';
import { declarationsOf } from './declarations';
import { integrations } from './integrations';
import { packageFolder, shellPath } from './paths';
import { withProperties } from './properties';
import { envExample, permissionsTable, settingsTable, sourcesTable, withSection } from './sections';

const START = '<!-- {J1_DOCUMENTATION_MARKER_START} -->';

/** @returns the files that were out of date */
export async function updateDocuments(folder: string, { check = false }: { check?: boolean } = {}): Promise<string[]> {
  const declared = declarationsOf('', folder);
  const stale: string[] = [];
  const update = async (name: string, generated: (before: string) => Promise<string> | string) => {
    const file = join(folder, name);
    const before = await readFile(file, 'utf8').catch(() => '');
    const after = await generated(before);
    if (after === before) return;
    stale.push(file);
    if (!check) await writeFile(file, after);
  };
  await update(join('docs', 'jupiterone.md'), async (before) => {
    // Without this line, the SDK appends a second data model.
    if (!before.includes(START))
      throw new Error(`${join(folder, 'docs', 'jupiterone.md')} has no line ${START} for the data model.`);
    const withSources = await withSection(before, 'SOURCES', sourcesTable(declared));
    return withDataModel(folder, await withSection(withSources, 'PERMISSIONS', permissionsTable(declared)), declared);
  });
  await update('README.md', (before) => withSection(before, 'SETTINGS', settingsTable(declared)));
  await update('.env.example', () => envExample(declared));
  return stale;
}

/** Works on a copy of the guide, because `--check` must not change it. */
async function withDataModel(folder: string, guide: string, { integrationSteps }: Declarations): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), 'document-'));
  try {
    const copy = join(temporary, 'jupiterone.md');
    await writeFile(copy, guide);
    const require = createRequire(join(folder, 'package.json'));
    const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
    await promisify(execFile)(process.execPath, [cli, 'document', '--output-file', relative(folder, copy)], {
      cwd: folder,
      env: { ...process.env, AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    });
    return await withProperties(await readFile(copy, 'utf8'), integrationSteps);
  } finally {
    await rm(temporary, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { check } = parseArgs({ options: { check: { type: 'boolean' } } }).values;
  const withGraph = integrations.filter(({ collect }) => collect === collectGraph);
  for (const { name } of withGraph) {
    const folder = packageFolder(name);
    const stale = await updateDocuments(folder, { check });
    if (stale.length === 0) process.stdout.write(`The documents of ${shellPath(folder)} are up to date.\n`);
    for (const file of stale) {
      if (!check) process.stdout.write(`${shellPath(file)} was updated.\n`);
      else {
        process.stderr.write(`${shellPath(file)} is out of date: run npm run docs and commit the result.\n`);
        process.exitCode = 1;
      }
    }
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
