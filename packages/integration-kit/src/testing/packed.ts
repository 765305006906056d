import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SCOPE = '@j1-integrations/';

/** The command line's own words for a registry that cannot be reached. */
const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT/;

export interface Packed {
  /** Where everything is installed. */
  folder: string;
  /** The files in all tarballs. */
  files: string[];
}

/**
 * Packs an integration and every package of this repository that it depends on, and installs them in one
 * `npm install` in an empty folder, beside the SDK's runtime: as a managed integration is deployed.
 *
 * @returns `undefined` where no registry can be reached.
 */
export async function installPacked(packageFolder: string, runtime: string): Promise<Packed | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
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
    await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...paths, runtime], {
      cwd: installed,
    });
  } catch (error) {
    if (UNREACHABLE.test(String((error as { stderr?: unknown }).stderr))) return undefined;
    throw error;
  }
  return { folder: installed, files };
}

interface Tarball {
  filename: string;
  files: { path: string }[];
}

/** A list in older versions of npm, an object by package name in newer ones. */
const entriesOf = (output: unknown): Tarball[] => Object.values(output as Record<string, Tarball>);

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
