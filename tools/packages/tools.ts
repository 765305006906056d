import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A pair of Node and npm that people have. */
export interface Pair {
  title: string;
  npm: string;
  /** A version of Node; without one, that which runs this. */
  node?: string;
}

export const PAIRS: readonly Pair[] = [
  { title: 'npm 10', npm: '10.9.9' },
  { title: 'npm 11', npm: '11.21.2' },
  { title: 'npm 12 on Node 24', npm: '12.2.1', node: '24.21.0' },
];

/** The command line's own words for a registry that cannot be reached. */
const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT/;

/** Nothing can be installed, and so nothing be said of what is installed. */
export class NoRegistry extends Error {}

export interface Toolbox {
  title: string;
  /** The folder with this `node` and this `npm`, for the front of a path. */
  bin: string;
}

/** Puts each pair into a folder of its own. @throws NoRegistry */
export async function fetchTools(folder: string): Promise<Toolbox[]> {
  const store = join(folder, 'tools');
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, 'package.json'), '{ "private": true }');
  const wanted = PAIRS.flatMap(({ npm, node }) => [`npm-${npm}@npm:npm@${npm}`, ...(node ? [nodePackage(node)] : [])]);
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...wanted];
  await execute('npm', args, { cwd: store }).catch((error: { stderr?: string; message: string }) => {
    if (UNREACHABLE.test(`${error.stderr} ${error.message}`)) throw new NoRegistry();
    throw error;
  });
  return PAIRS.map((pair) => ({ title: pair.title, bin: makeBin(pair, store) }));
}

const platform = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const nodePackage = (version: string) => `node-${version}@npm:${platform()}@${version}`;

function makeBin({ npm, node }: Pair, store: string): string {
  const bin = join(store, `bin-${npm}`);
  mkdirSync(bin);
  symlinkSync(node ? join(store, 'node_modules', `node-${node}`, 'bin', 'node') : process.execPath, join(bin, 'node'));
  for (const command of ['npm', 'npx']) {
    symlinkSync(join(store, 'node_modules', `npm-${npm}`, 'bin', `${command}-cli.js`), join(bin, command));
  }
  return bin;
}
