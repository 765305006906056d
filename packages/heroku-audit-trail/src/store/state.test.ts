import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, HOUR, TODAY, useCollector } from '../testing/collector';
import { PAGE_BYTES } from './checks';
import { writeAsVersion } from '../testing/earlier-tables';
import { SCHEMA_VERSION } from './schema';
import { loadSqlite } from './sqlite';
import { openCollectorStore, openReaderStore } from './store';

describeWithSqlite('the data folder', () => {
  const collector = useCollector();
  const path = (name: string) => join(collector.dataDir, name);
  const collect = () => collector.run('collect --once');
  const change = async (sql: string) => {
    const store = await openCollectorStore(collector.dataDir);
    store.sqlite!.exec(sql);
    await store.close();
  };
  const version = async () => {
    const store = await openReaderStore(collector.dataDir);
    const found: unknown = store.sqlite!.pragma('user_version', { simple: true });
    await store.close();
    return found;
  };
  beforeEach(async () => {
    for (const event of auditDay({ day: TODAY, events: 300 })) collector.trail.publish(event);
    await collect();
  });

  test('a second collector is refused with the pid of the first one, and readers are allowed', async () => {
    const store = await openCollectorStore(collector.dataDir);
    for (const command of ['collect --once', 'backfill --from 2026-05-01', 'replay --sink stdout', 'doctor --repair']) {
      const { code, stderr } = await collector.run(command);
      expect([command, code, stderr]).toEqual([command, 75, expect.stringContaining(`process ${process.pid}`)]);
    }
    expect((await collector.run('search')).code).toBe(0);
    expect((await collector.run('status')).code).toBe(0);
    await store.close();
    expect((await collect()).code).toBe(0);
  });

  test('a database without tables (the disk was full) counts as not there yet, and the next collect makes them', async () => {
    const folder = join(collector.folder, 'begun');
    mkdirSync(folder, { mode: 0o700 });
    const db = new (loadSqlite())(join(folder, 'heroku_logs.db'));
    db.pragma('journal_mode = WAL');
    db.close();
    for (const command of ['status', 'search', 'reconcile 2026-05']) {
      const { code, stderr } = await collector.run(['--data-dir', folder, ...command.split(' ')]);
      expect([command, code, stderr]).toEqual([
        command,
        78,
        expect.stringContaining(`There is no audit trail in ${folder}`),
      ]);
    }
    expect((await collector.run(['--data-dir', folder, 'collect', '--once'])).code).toBe(0);
  });

  test('the collector does not replace a missing or empty database', async () => {
    for (const lose of [() => truncateSync(path('heroku_logs.db')), () => rmSync(path('heroku_logs.db'))]) {
      lose();
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([78, expect.stringMatching(/gone or empty.*\n.*heroku-audit-trail doctor/)]);
    }
    const { code, stdout } = await collector.run('doctor');
    expect([code, stdout]).toEqual([1, expect.stringContaining('doctor --start-over')]);
    await collector.run('doctor --start-over');
    expect((await collect()).code).toBe(0);
    expect(await collector.rows()).toHaveLength(300);
  });

  test('the collector refuses a database with any damaged page, and writes nothing', async () => {
    const file = path('heroku_logs.db');
    const whole = readFileSync(file);
    for (const page of [0, 1, 5, 20, 40]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xa5, page * PAGE_BYTES, page * PAGE_BYTES + 200);
      writeFileSync(file, damaged);
      const { code, stderr } = await collect();
      expect([page, code, stderr]).toEqual([page, 78, expect.stringContaining('heroku-audit-trail doctor')]);
      expect(readFileSync(file).equals(damaged)).toBe(true);
    }
    expect(await collector.run('doctor')).toMatchObject({ code: 1 });
    writeFileSync(file, whole);
    expect((await collect()).code).toBe(0);
  });

  test('the collector refuses a database of another folder and one of a later version', async () => {
    writeFileSync(path('heroku_logs.id'), '11111111-1111-4111-8111-111111111111\n');
    expect(await collect()).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('not the one that belongs here'),
    });
    rmSync(path('heroku_logs.id'));
    expect((await collect()).code).toBe(0);
    const store = await openCollectorStore(collector.dataDir);
    store.sqlite!.pragma('user_version = 99');
    await store.close();
    expect(await collect()).toMatchObject({ code: 78, stderr: expect.stringContaining('version 99') });
  });

  test('the collector does not write to a cut file until doctor has repaired it', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    const whole = readFileSync(file);
    truncateSync(file, 100);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([78, expect.stringContaining('doctor --repair')]);
    expect(statSync(file).size).toBe(100);
    expect((await collector.run('doctor')).code).toBe(1);
    expect((await collector.run('doctor --repair')).code).toBe(0);
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect((await collect()).code).toBe(0);
    expect(collector.lines()).toHaveLength(301);
  });

  test('the command in the error message restores a file, also if its format changed', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    expect((await collector.run('collect --once --format ocsf')).code).toBe(0);
    const whole = readFileSync(file);
    expect(collector.lines().at(-1)).toHaveProperty('class_uid');
    truncateSync(file, 100);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 3 })[0]);
    const { code, stderr } = await collector.run('collect --once --format ocsf');
    expect([code, stderr]).toEqual([
      78,
      expect.stringMatching(/Stop the collector.*heroku-audit-trail doctor --repair/),
    ]);
    const printed = /heroku-audit-trail doctor --repair --data-dir (.+)/.exec(stderr)![1];
    expect((await collector.run(['doctor', '--repair', '--data-dir', printed])).code).toBe(0);
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  test('tables of version 1 can be read and migrated, and the repair of their files needs --format', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    writeAsVersion(1, collector.dataDir);
    expect(await collector.run('status')).toMatchObject({ code: 0, stderr: '' });
    expect((await collector.run('doctor')).code).toBe(0);
    expect(await version()).toBe(1);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    expect((await collect()).code).toBe(0);
    expect(await version()).toBe(SCHEMA_VERSION);
    expect(collector.lines()).toHaveLength(301);
    const whole = readFileSync(file);
    truncateSync(file, 100);
    const { code, stderr } = await collector.run('doctor --repair');
    expect([code, stderr]).toEqual([78, expect.stringContaining('doctor --repair --format raw --data-dir')]);
    expect(readdirSync(path('ndjson/heroku'))).toEqual([`${TODAY}.ndjson`]);
    expect((await collector.run('doctor --repair --format xml')).stderr).toContain('Allowed: raw, ocsf');
    expect((await collector.run('doctor --repair --format raw')).code).toBe(0);
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  test('a repair that ends early can be repeated, and no line is torn', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    const size = statSync(file).size;
    // In another format, the file has another size than the acknowledged one.
    await change(
      "DELETE FROM sink_formats; CREATE TRIGGER t BEFORE UPDATE ON sink_files BEGIN SELECT RAISE(ABORT, 'end'); END",
    );
    truncateSync(file, 100);
    expect(await collector.run('doctor --repair --format ocsf')).toMatchObject({
      code: 70,
      stderr: expect.stringContaining('SqliteError: end'),
    });
    await change('DROP TRIGGER t');
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    expect((await collect()).code).toBe(78);
    expect((await collector.run('doctor --repair --format ocsf')).code).toBe(0);
    expect(statSync(file).size).toBeGreaterThan(size);
    expect((await collect()).code).toBe(0);
    expect(collector.lines()).toHaveLength(301);
    expect((await collector.run('doctor')).code).toBe(0);
  });

  test('doctor --start-over does not move the folder itself, which may be a mount point', async () => {
    mkdirSync(path('lost+found'));
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, `dataDir: ${collector.dataDir}/\nsources: { heroku: { account: acme } }\n`);
    const env = { HEROKU_AUDIT_TRAIL_CONFIG: file, HEROKU_AUDIT_TRAIL_DATA_DIR: undefined };
    const { ino } = statSync(collector.dataDir);
    const store = await openCollectorStore(collector.dataDir);
    const refused = await collector.run('doctor --start-over', env);
    expect([refused.code, refused.stderr]).toEqual([75, expect.stringContaining(`process ${process.pid}`)]);
    await store.close();
    for (const times of [1, 2]) {
      const before = readdirSync(collector.dataDir).filter(
        (name) => name === 'ndjson' || name.startsWith('heroku_logs'),
      );
      const { code, stdout } = await collector.run('doctor --start-over', env);
      const aside = /^Everything is now in (.+)\. The next/m.exec(stdout)![1];
      expect([code, readdirSync(aside).sort()]).toEqual([0, expect.arrayContaining(before)]);
      expect(readdirSync(aside).filter((name) => name.startsWith('replaced-') || name === 'lost+found')).toEqual([]);
      const left = readdirSync(collector.dataDir).sort();
      expect(left.filter((name) => !name.startsWith('replaced-'))).toEqual(['collector.lock', 'lost+found']);
      expect(left).toHaveLength(2 + times);
      expect((await collector.run('collect --once', env)).code).toBe(0);
      expect(collector.lines()).toHaveLength(300);
      expect((await collector.run('doctor', env)).code).toBe(0);
    }
    expect(statSync(collector.dataDir).ino).toBe(ino);
    expect(readdirSync(collector.folder).sort()).toEqual(['config.yaml', 'data']);
  });

  test('the collector cuts off what a crash left after the acknowledged bytes', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    writeFileSync(file, '{"torn":', { flag: 'a' });
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    expect((await collect()).code).toBe(0);
    expect(collector.lines()).toHaveLength(301);
    const { stdout } = await collector.run('status --json');
    const { sinks } = JSON.parse(stdout) as { sinks: { committed: Record<string, number> }[] };
    expect(sinks[0].committed).toEqual({ [`heroku/${TODAY}.ndjson`]: statSync(file).size });
  });

  test('only the owner can read the data, and doctor reports other modes', async () => {
    for (const name of [
      '.',
      'heroku_logs.db',
      'collector.lock',
      'heroku_logs.id',
      'ndjson',
      `ndjson/heroku/${TODAY}.ndjson`,
    ]) {
      expect([name, statSync(path(name)).mode & 0o077]).toEqual([name, 0]);
    }
    chmodSync(collector.dataDir, 0o755);
    expect((await collector.run('doctor')).stdout).toContain('WRONG');
  });

  test('search in a folder without an audit trail says so and creates nothing', async () => {
    const env = { HEROKU_AUDIT_TRAIL_DATA_DIR: join(collector.folder, 'other') };
    expect(await collector.run('search', env)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('no audit trail'),
    });
    expect(existsSync(join(collector.folder, 'other'))).toBe(false);
  });

  test('a full disk loses no row, and the rows are delivered once there is room', async () => {
    collector.now += 24 * HOUR;
    const tomorrow = '2026-05-31';
    const file = path(`ndjson/heroku/${tomorrow}.ndjson`);
    symlinkSync('/dev/full', file);
    for (const event of auditDay({ day: tomorrow, events: 5 })) collector.trail.publish(event);
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([74, expect.stringContaining('Free some space')]);
    rmSync(file);
    expect((await collect()).code).toBe(0);
    expect(collector.lines()).toHaveLength(305);
  });
});
