/**
 * Runs at the end of `npm ci`: compiles the packages, and at the same time SQLite if it is not built yet. The install script of
 * `better-sqlite3` is not used, because it first tries to download a binary that has no checksum in the lockfile (ADR 21).
 */
const { spawn } = require('node:child_process');
const { cpSync, rmSync } = require('node:fs');
const { cpus } = require('node:os');
const { dirname } = require('node:path');

function isBuilt() {
  try {
    const Database = require('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

function folderOf(name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined; // Not installed, as after `npm ci --omit=optional`.
  }
}

/** The lockfile has two versions of `better-sqlite3`. From Node 22 on, the prebuilt one replaces the other (ADR 16). */
function preferPrebuilt() {
  if (Number(process.versions.node.split('.')[0]) < 22) return;
  const [prebuilt, used] = [folderOf('better-sqlite3-prebuilt'), folderOf('better-sqlite3')];
  if (!prebuilt || !used) return;
  rmSync(used, { recursive: true });
  cpSync(prebuilt, used, { recursive: true });
}

/** Runs a command that npm puts onto the PATH of its scripts. On Windows these need a shell. */
function run(command, args, options = {}) {
  const child = spawn(command, args, { shell: process.platform === 'win32', ...options });
  let output = '';
  const append = (text) => (output += text);
  child.stdout?.on('data', append);
  child.stderr?.on('data', append);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function buildSqlite() {
  preferPrebuilt();
  if (isBuilt()) return;
  const folder = folderOf('better-sqlite3');
  if (!folder) return;
  const { code, output } = await run('node-gyp', ['rebuild', '--release'], {
    cwd: folder,
    // -O2 is SQLite's own default. -O3 takes longer to compile, and no speed-up was measured.
    env: { JOBS: String(cpus().length), CFLAGS: '-O2', CXXFLAGS: '-O2', ...process.env },
  });
  if (code === 0 && isBuilt()) return;
  const why =
    output.split('\n').find((line) => /gyp ERR! (stack|find)|error:/.test(line)) ?? 'node-gyp ended without a reason';
  process.stderr.write(
    `SQLite is not built (${why.replace('gyp ERR! ', '').trim()}). Only the audit trail's collector and its tests need it. ` +
      'To build it, install a C++ compiler and Python, then: npm run prepare\n',
  );
}

Promise.all([run('tsc', ['-b'], { stdio: 'inherit' }), buildSqlite()]).then(([{ code }]) => {
  process.exitCode = code;
});
