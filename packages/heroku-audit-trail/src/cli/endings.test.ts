import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACME, auditDay, createAuditTrail } from '@j1-integrations/simulators';
import { loadSqlite } from '../store/sqlite';
import { describeWithSqlite, TODAY, useCollector } from '../testing/collector';

const COMMAND = join(__dirname, '../../bin/heroku-audit-trail.js');

describeWithSqlite('the exit code and the message of an error', () => {
  const collector = useCollector();
  const database = () => new (loadSqlite())(join(collector.dataDir, 'heroku_logs.db'));

  test('an unknown log level is refused with the allowed ones, and an empty one is the default', async () => {
    const over = AbortSignal.abort();
    const { code, stderr } = await collector.run('collect --port 0', { LOG_LEVEL: 'INFO' }, over);
    expect([code, stderr]).toEqual([
      78,
      'LOG_LEVEL is "INFO". Allowed: trace, debug, info, warn, error, fatal, silent.\n',
    ]);
    expect((await collector.run('collect --port 0', { LOG_LEVEL: '' }, over)).code).toBe(0);
  });

  test('a data folder that is a file, or below a file, is refused', async () => {
    const file = join(collector.folder, 'file');
    writeFileSync(file, '');
    for (const [folder, words] of [
      [file, 'it is a file'],
      [join(file, 'below'), 'a part of its path is a file'],
    ]) {
      const { code, stderr } = await collector.run(['collect', '--once', '--data-dir', folder]);
      expect([code, stderr]).toEqual([78, expect.stringContaining(`${folder} cannot be a folder: ${words}`)]);
    }
  });

  test('a file in the place of a sink folder stops the sink, and nothing is missing once it is removed', async () => {
    const inTheWay = join(collector.dataDir, 'ndjson');
    mkdirSync(collector.dataDir);
    writeFileSync(inTheWay, '');
    collector.trail.publish(auditDay({ day: TODAY, events: 1 })[0]);
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([74, expect.stringMatching(/ndjson.*\nSomething else is in its place/)]);
    rmSync(inTheWay);
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(collector.lines()).toHaveLength(1);
  });

  test('a database that another program has locked ends with 75, and the next run continues', async () => {
    await collector.run('collect --once');
    const other = database();
    process.env.HEROKU_AUDIT_TRAIL_BUSY_MS = '20';
    try {
      other.exec('BEGIN IMMEDIATE');
      const { code, stderr } = await collector.run('collect --once');
      expect([code, stderr]).toEqual([75, expect.stringContaining('has locked the database')]);
    } finally {
      delete process.env.HEROKU_AUDIT_TRAIL_BUSY_MS;
      other.close();
    }
    expect((await collector.run('collect --once')).code).toBe(0);
  });

  test.each([['--token-file', 'HRKU-canary-token'], ['--token-file=HRKU-canary-token'], ['--account', 'acme']])(
    'the data folder names the command that uses it, but no option: %s',
    (...options) => {
      const { HEROKU_API_KEY: _, ...env } = collector.env;
      const { status } = spawnSync(process.execPath, [COMMAND, ...options, 'collect', '--once'], { env });
      const db = database();
      const holder = db.prepare("SELECT value FROM meta WHERE key = 'holder'").pluck().get();
      db.close();
      expect([status, JSON.parse(String(holder))]).toEqual([78, expect.objectContaining({ command: 'collect' })]);
    },
  );

  test('an archive entry that is not JSON is left out, and no day is reconciled', async () => {
    const trail = createAuditTrail(ACME);
    trail.publish(auditDay({ day: '2026-05-07', events: 1 })[0]);
    const broken = { ...trail, listed: (day: string, now: number) => ['{"id":"odd","n":}', ...trail.listed(day, now)] };
    await collector.start({ trails: [broken] });
    for (const [command, says] of [
      [
        'backfill --archive 2026-05',
        '1 event in invalid JSON, with the id odd: left out, and all other events were stored',
      ],
      ['reconcile 2026-05', 'entry 2 (17 bytes, with the id odd): in invalid JSON'],
    ]) {
      const { code, stderr } = await collector.run(command);
      expect([command, code, stderr]).toEqual([command, 69, expect.stringContaining(says)]);
    }
    expect(await collector.rows()).toHaveLength(1);
    expect((await collector.state('2026-05-07'))?.state).not.toBe('RECONCILED');
  });

  test('an unexpected error ends with 70 and one line without the token', async () => {
    collector.trail.publish(auditDay({ day: TODAY, events: 1 })[0]);
    await collector.run('collect --once');
    const db = database();
    db.exec('DROP VIEW heroku_events; CREATE VIEW heroku_events AS SELECT * FROM "canary-token"');
    db.close();
    const search = (level: string) =>
      spawnSync(process.execPath, [COMMAND, 'search', '--stats'], {
        env: { ...collector.env, HEROKU_API_KEY: 'canary-token', LOG_LEVEL: level },
        encoding: 'utf8',
      });
    const { status, stderr } = search('info');
    expect([status, stderr]).toEqual([70, expect.stringMatching(/^A defect of heroku-audit-trail: SqliteError.*\n$/)]);
    const told = search('debug').stderr;
    expect(told).toContain('    at ');
    expect(stderr + told).not.toContain('canary-token');
  });
});
