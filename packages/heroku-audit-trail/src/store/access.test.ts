import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, TODAY, useCollector } from '../testing/collector';
import { openCollectorStore } from './store';

const COMMAND = join(__dirname, '../../bin/heroku-audit-trail.js');
/** The id of a user and a group without files. */
const NOBODY = 65_534;

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write('skipped: only root can be another user (who may read the folder)\n');
const testAsRoot = isRoot ? test : test.skip;

describeWithSqlite('access to the folder', () => {
  const collector = useCollector();
  const path = (name = '.') => join(collector.dataDir, name);
  const everything = (folder: string) =>
    ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map((name) => join(folder, name));
  const modes = (folder: string) =>
    Object.fromEntries(everything(folder).map((name) => [name, (statSync(name).mode & 0o777).toString(8)]));
  const config = () => join(collector.folder, 'config.yaml');
  const asNobody = (line: string | readonly string[], folder = collector.dataDir) => {
    const temporary = mkdtempSync(join(tmpdir(), 'nobody-'));
    chmodSync(temporary, 0o777);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [COMMAND, ...(typeof line === 'string' ? line.split(' ') : line)],
      {
        uid: NOBODY,
        gid: NOBODY,
        encoding: 'utf8',
        cwd: '/',
        env: { PATH: process.env.PATH, HEROKU_AUDIT_TRAIL_DATA_DIR: folder, TMPDIR: temporary },
      },
    );
    expect(readdirSync(temporary)).toEqual([]);
    return { code: status, stdout, stderr };
  };
  beforeEach(async () => {
    for (const event of auditDay({ day: TODAY, events: 3 })) collector.trail.publish(event);
    await collector.run('collect --once');
    chmodSync(collector.folder, 0o755);
  });

  testAsRoot('a folder that this user may not read is not reported as missing', () => {
    for (const locked of [collector.dataDir, collector.folder]) {
      chmodSync(locked, 0o700);
      const backup = ['backup', '--to', join(collector.folder, 'backup')];
      for (const command of ['search', 'status', 'doctor', 'reconcile 2026-05', backup]) {
        const { code, stdout, stderr } = asNobody(command);
        expect([command, code, stderr]).toEqual([command, 74, expect.stringMatching(/This user \(.+\) may not read/)]);
        expect(stdout + stderr).not.toMatch(/start-over|no audit trail|not there/);
      }
    }
  });

  test('reading commands change no mode', async () => {
    for (const name of everything(collector.dataDir)) chmodSync(name, statSync(name).isDirectory() ? 0o750 : 0o640);
    const before = modes(collector.dataDir);
    for (const command of ['search', 'status', 'doctor', 'reconcile 2026-05']) await collector.run(command);
    expect(modes(collector.dataDir)).toMatchObject(before);
  });

  test('readableBy: group gives the group access to all files, and doctor accepts it', async () => {
    writeFileSync(config(), 'readableBy: group\nsources: { heroku: { account: acme } }');
    const env = { HEROKU_AUDIT_TRAIL_CONFIG: config() };
    collector.trail.publish(auditDay({ day: '2026-05-29', events: 1 })[0]);
    expect((await collector.run('collect --once', env)).code).toBe(0);
    const found = modes(collector.dataDir);
    for (const name of ['heroku_logs.db', 'heroku_logs.id', `ndjson/heroku/${TODAY}.ndjson`]) {
      expect([name, found[path(name)]]).toEqual([name, '640']);
    }
    for (const name of ['.', 'ndjson', 'ndjson/heroku']) expect([name, found[path(name)]]).toEqual([name, '750']);
    const { code, stdout } = await collector.run('doctor', env);
    expect([code, stdout]).toEqual([0, expect.stringContaining('only its owner and its group can read')]);
    expect((await collector.run('doctor')).stdout).toContain('WRONG');
    chmodSync(path(`ndjson/heroku/${TODAY}.ndjson`), 0o644);
    expect((await collector.run('doctor', env)).stdout).toMatch(/WRONG .* can be read by others than its owner/);
  });

  test.each([
    ['770', 'Its group may write to'],
    ['703', 'Every user of this machine may write to'],
  ])('collect refuses a folder of mode %s and writes nothing, but search works', async (mode, words) => {
    chmodSync(collector.dataDir, parseInt(mode, 8));
    const before = everything(collector.dataDir).map((name) => statSync(name).mtimeMs);
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([78, expect.stringMatching(new RegExp(`${words} .*\\nchmod go-w `))]);
    expect(everything(collector.dataDir).map((name) => statSync(name).mtimeMs)).toEqual(before);
    expect(await collector.run('search --limit all')).toMatchObject({ code: 0 });
    expect((await collector.run('doctor')).stdout).toMatch(/WRONG .* \(mode 7/);
  });

  testAsRoot('a user of the group can search, with and without a running collector', async () => {
    writeFileSync(config(), 'readableBy: group\nsources: { heroku: { account: acme } }');
    await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: config() });
    for (const name of everything(collector.dataDir)) chownSync(name, 0, NOBODY);
    expect(readFileSync(path(`ndjson/heroku/${TODAY}.ndjson`), 'utf8').split('\n')).toHaveLength(4);
    const search = () => asNobody('search --limit all');
    const before = modes(collector.dataDir);
    expect(search()).toMatchObject({ code: 0, stdout: expect.stringContaining(TODAY) });
    expect(modes(collector.dataDir)).toEqual(before);
    const store = await openCollectorStore(collector.dataDir, 'group');
    for (const name of everything(collector.dataDir)) chownSync(name, 0, NOBODY);
    expect(search()).toMatchObject({ code: 0, stdout: expect.stringContaining(TODAY) });
    await store.close();
  });

  testAsRoot('a read-only copy can be searched, and does not change', () => {
    const copy = join(collector.folder, 'copy');
    cpSync(collector.dataDir, copy, { recursive: true });
    for (const name of everything(copy).reverse()) chmodSync(name, statSync(name).isDirectory() ? 0o555 : 0o444);
    const before = modes(copy);
    for (const command of ['search', 'status', 'doctor']) {
      const { stdout, stderr } = asNobody(command, copy);
      expect([command, stderr]).toEqual([command, '']);
      expect(stdout).toContain(command === 'search' ? TODAY : command === 'status' ? '3 rows' : 'all 3 rows');
    }
    expect(modes(copy)).toEqual(before);
    chmodSync(copy, 0o755);
  });
});
