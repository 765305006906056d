import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readGraph } from '../runner/graph';
import { setsOf, type GraphSets } from './graph-sets';

const execute = promisify(execFile);
const SCOPE = '@j1-integrations/';

/** The command line's own words for a registry that cannot be reached. */
const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT/;

const RUNTIME = '@jupiterone/integration-sdk-runtime@8.41.0';

/** What JupiterOne does with a managed integration, of which it knows the exported `invocationConfig` only. */
const HOST = `
const { createIntegrationLogger, executeIntegrationInstance } = require('@jupiterone/integration-sdk-runtime');
const { invocationConfig } = require(process.env.INTEGRATION);
executeIntegrationInstance(
  createIntegrationLogger({ name: 'managed', invocationConfig }),
  { id: 'i', accountId: 'a', name: 'n', integrationDefinitionId: 'd', config: JSON.parse(process.env.CONFIG) },
  invocationConfig,
  { current: { startedOn: Date.now() } },
  { enableSchemaValidation: true },
).catch((error) => { console.error(error); process.exitCode = 1; });
`;

/**
 * Packs an integration and every package of this repository that it depends on, installs them in one `npm install` in
 * an empty folder next to the SDK's runtime, and executes an instance, as a managed integration is deployed and run.
 *
 * @returns the graph, and the files in the tarballs; `undefined` where no registry can be reached.
 */
export async function executePacked(
  packageFolder: string,
  config: object,
  env: NodeJS.ProcessEnv = {},
): Promise<{ graph: GraphSets; files: string[] } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  try {
    const packed = await installPacked(packageFolder, folder);
    if (!packed) {
      console.warn('SKIPPED: no package registry can be reached, so nothing was installed.');
      return undefined;
    }
    const { name } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { name: string };
    await writeFile(join(packed.installed, 'host.js'), HOST);
    await execute(process.execPath, ['host.js'], {
      cwd: packed.installed,
      env: { PATH: process.env.PATH, INTEGRATION: name, CONFIG: JSON.stringify(config), ...env },
      maxBuffer: 1e8,
    });
    return { graph: setsOf(await readGraph(join(packed.installed, '.j1-integration'))), files: packed.files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function installPacked(
  packageFolder: string,
  folder: string,
): Promise<{ installed: string; files: string[] } | undefined> {
  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  const files: string[] = [];
  const paths: string[] = [];
  for (const one of await withDependencies(packageFolder)) {
    const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs], {
      cwd: one,
    });
    for (const tarball of entriesOf(JSON.parse(stdout))) {
      files.push(...tarball.files.map(({ path }) => path));
      paths.push(join(tarballs, tarball.filename));
    }
  }
  const installed = join(folder, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{ "private": true }');
  try {
    await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...paths, RUNTIME], {
      cwd: installed,
    });
  } catch (error) {
    if (UNREACHABLE.test(String((error as { stderr?: unknown }).stderr))) return undefined;
    throw error;
  }
  return { installed, files };
}

interface Tarball {
  filename: string;
  files: { path: string }[];
}

/** A list in older versions of npm, an object by package name in newer ones. */
const entriesOf = (output: unknown): Tarball[] => Object.values(output as Record<string, Tarball>);

/** What a package must not bring along: sources, tests, and what only the compiler needs. */
export const isSource = (path: string): boolean =>
  /(^|\/)src\/|\.tsbuildinfo$|\.test\.|\.ts$/.test(path) && !path.endsWith('.d.ts');

/** The folders of a package and of its dependencies in this repository, each once. */
async function withDependencies(packageFolder: string, folders: string[] = []): Promise<string[]> {
  if (folders.includes(packageFolder)) return folders;
  folders.push(packageFolder);
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (name.startsWith(SCOPE)) await withDependencies(join(dirname(packageFolder), name.slice(SCOPE.length)), folders);
  }
  return folders;
}
