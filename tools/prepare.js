/**
 * What `npm ci` makes after it has installed: the compiled packages, and at the same time the native part of SQLite, where it is not
 * there yet. npm's own build of it would go first, and alone, and make a warning of every other package that has a script.
 *
 * Compiled is what the lockfile vouches for; the ready-made file that the package's own script would download first is not.
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
    return undefined; // Left out, as `npm ci --omit=optional` does.
  }
}

/**
 * The lockfile holds two versions of SQLite's package. From Node 22 on, the one that brings its native part along takes the place of
 * the one that is compiled, as it does for those who install the collector (ADR 16).
 */
function preferPrebuilt() {
  if (Number(process.versions.node.split('.')[0]) < 22) return;
  const [prebuilt, used] = [folderOf('better-sqlite3-prebuilt'), folderOf('better-sqlite3')];
  if (!prebuilt || !used) return;
  rmSync(used, { recursive: true });
  cpSync(prebuilt, used, { recursive: true });
}

/** npm puts `node-gyp` and the commands of the packages onto the path of its scripts. On Windows they need a shell. */
function run(command, args, options = {}) {
  const child = spawn(command, args, { shell: process.platform === 'win32', ...options });
  let said = '';
  const hear = (text) => (said += text);
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

async function buildSqlite() {
  preferPrebuilt();
  if (isBuilt()) return;
  const folder = folderOf('better-sqlite3');
  if (!folder) return;
  const { code, said } = await run('node-gyp', ['rebuild', '--release'], {
    cwd: folder,
    // As SQLite itself is built by default. The compiler's -O3 takes longer and gives nothing that was measured.
    env: { JOBS: String(cpus().length), CFLAGS: '-O2', CXXFLAGS: '-O2', ...process.env },
  });
  if (code === 0 && isBuilt()) return;
  const why =
    said.split('\n').find((line) => /gyp ERR! (stack|find)|error:/.test(line)) ?? 'node-gyp ended without a reason';
  process.stderr.write(
    `SQLite is not built (${why.replace('gyp ERR! ', '').trim()}). Everything else works; the audit trail's collector and its tests ` +
      'need it. With a C++ compiler and Python: npm run prepare\n',
  );
}

Promise.all([run('tsc', ['-b'], { stdio: 'inherit' }), buildSqlite()]).then(([{ code }]) => {
  process.exitCode = code;
});
