import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
  optionalDependencies: Record<string, string>;
};
const [COMPILED, PREBUILT] = PACKAGE.optionalDependencies['better-sqlite3'].split(' || ');
const COMMAND = join(__dirname, '../../bin/heroku-audit-trail.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'no sqlite '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function doctorWith(node: string, found: string) {
  const hook = join(folder, 'hook.js');
  writeFileSync(
    hook,
    `Object.defineProperty(process.versions, 'node', { value: '${node}' });
     const Module = require('module'); const load = Module._load;
     Module._load = (name, ...rest) => {
       if (!name.startsWith('better-sqlite3')) return load(name, ...rest);
       if (name.endsWith('/package.json')) return { version: '${found}' };
       throw new Error('no native part');
     };`,
  );
  const { status, stderr } = spawnSync(process.execPath, ['--require', hook, COMMAND, 'doctor', '--data-dir', folder], {
    encoding: 'utf8',
  });
  return [status, stderr];
}

test('without the native part, the command says how to install one', () => {
  expect(doctorWith('24.21.0', COMPILED)).toEqual([
    78,
    expect.stringContaining(
      `no native part\nInstall a version with a prebuilt native part: npm install better-sqlite3@${PREBUILT}\n`,
    ),
  ]);
  expect(doctorWith('20.20.2', COMPILED)).toEqual([
    78,
    expect.stringContaining(
      `no native part\nBuild it with: npm install better-sqlite3@${COMPILED} && npm rebuild better-sqlite3 `,
    ),
  ]);
});

test('the command does not load a version that would end the process on this Node', () => {
  expect(doctorWith('20.20.2', PREBUILT)).toEqual([
    78,
    expect.stringContaining(
      `: version ${PREBUILT} needs Node 22\nBuild it with: npm install better-sqlite3@${COMPILED} && `,
    ),
  ]);
});
