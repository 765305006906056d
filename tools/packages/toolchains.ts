import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Versions {
  title: string;
  npm: string;
  /** Default: the Node that runs this check. */
  node?: string;
}

export const VERSIONS: readonly Versions[] = [
  { title: 'npm 10', npm: '10.9.9' },
  { title: 'npm 11', npm: '11.21.2' },
  { title: 'npm 12 on Node 24', npm: '12.2.1', node: '24.21.0' },
];

const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT/;

/** The check is skipped then. */
export class NoRegistry extends Error {}

export interface Toolchain {
  title: string;
  /** A folder with `node` and `npm`, for the start of the PATH. */
  bin: string;
}

/** @throws NoRegistry */
export async function installToolchains(folder: string): Promise<Toolchain[]> {
  const store = join(folder, 'tools');
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, 'package.json'), '{ "private": true }');
  const wanted = VERSIONS.flatMap(({ npm, node }) => [
    `npm-${npm}@npm:npm@${npm}`,
    ...(node ? [nodePackage(node)] : []),
  ]);
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...wanted];
  await execute('npm', args, { cwd: store }).catch((error: { stderr?: string; message: string }) => {
    if (UNREACHABLE.test(`${error.stderr} ${error.message}`)) throw new NoRegistry();
    throw error;
  });
  return VERSIONS.map((pair) => ({ title: pair.title, bin: makeBin(pair, store) }));
}

const platform = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const nodePackage = (version: string) => `node-${version}@npm:${platform()}@${version}`;

function makeBin({ npm, node }: Versions, store: string): string {
  const bin = join(store, `bin-${npm}`);
  mkdirSync(bin);
  symlinkSync(node ? join(store, 'node_modules', `node-${node}`, 'bin', 'node') : process.execPath, join(bin, 'node'));
  for (const command of ['npm', 'npx']) {
    symlinkSync(join(store, 'node_modules', `npm-${npm}`, 'bin', `${command}-cli.js`), join(bin, command));
  }
  return bin;
}
