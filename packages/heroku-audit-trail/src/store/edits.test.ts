import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, TODAY, useCollector } from '../testing/collector';
import { chainAll } from './chains';
import { loadSqlite } from './sqlite';

const YESTERDAY = '2026-05-29';
const WRITTEN = 'all 60 rows of 2 days are as they were written';

describeWithSqlite('an edit of the data folder', () => {
  const collector = useCollector();
  const path = (name: string) => join(collector.dataDir, name);
  const edit = (sql: string) => {
    const db = new (loadSqlite())(path('heroku_logs.db'));
    db.exec(sql);
    db.close();
  };
  const sidecar = () => readFileSync(path('heroku_logs.id'), 'utf8');
  const doctor = () => collector.run('doctor');
  beforeEach(async () => {
    for (const day of [YESTERDAY, TODAY]) {
      for (const event of auditDay({ day, events: 30 })) collector.trail.publish(event);
    }
    await collector.run('collect --once');
    expect((await doctor()).stdout).toContain(WRITTEN);
  });

  test.each([
    [
      'the JSON of a row',
      `UPDATE heroku_logs SET raw = replace(raw, 'example.com', 'example.org') WHERE seq = 7`,
      'row 7',
    ],
    [
      'the actor',
      `UPDATE heroku_logs SET actor = 'nobody@example.com' WHERE seq = 8`,
      'row 8 .* another actor than its JSON',
    ],
    ['the actor and the JSON', `UPDATE heroku_logs SET actor = 'x', raw = '{}' WHERE seq = 9`, 'row 9'],
    [
      'the JSON and its hash',
      `UPDATE heroku_logs SET raw = '{}', raw_hash = x'44136FA355B3678A1146AD16F7E8649E' WHERE seq = 9`,
      'row 9 .* another type than its JSON',
    ],
    [
      'the first_seen of a row',
      `UPDATE heroku_logs SET first_seen = '2020-01-01T00:00:00.000Z' WHERE seq = 9`,
      '30 rows are not the ones',
    ],
    ['the day of a row', `UPDATE heroku_logs SET day = '${YESTERDAY}' WHERE seq = 9`, '29 rows, and 30 were written'],
    ['a deleted row', 'DELETE FROM heroku_logs WHERE seq = 9', '29 rows, and 30 were written'],
    [
      'a new row',
      `INSERT INTO heroku_logs SELECT 99, source, 'new', revision, kind, day, created_at, type, action, actor,
      app, team, ip, raw, raw_hash, origin, late, first_seen, 0 FROM heroku_logs WHERE seq = 9`,
      'row 99 .* another id than its JSON',
    ],
    [
      'two rows in exchanged places',
      'UPDATE heroku_logs SET seq = -seq WHERE seq IN (3, 4); UPDATE heroku_logs SET seq = 7 + seq WHERE seq < 0',
      '30 rows are not the ones',
    ],
  ])('doctor and reconcile find an edit of %s', async (_what, sql, words) => {
    edit(sql);
    const { code, stdout } = await doctor();
    expect([code, stdout]).toEqual([1, expect.stringMatching(new RegExp(`WRONG heroku ${TODAY}: .*${words}`))]);
    // The archive does not have today yet, so the test edits a day that it has.
    edit(`UPDATE heroku_logs SET raw = '{}' WHERE seq = 40`);
    const reconciled = await collector.run('reconcile 2026-05');
    expect([reconciled.code, reconciled.stderr]).toEqual([1, expect.stringMatching(`edited: ${YESTERDAY}: .*row 40`)]);
    expect(reconciled.stdout).toMatch(new RegExp(`${YESTERDAY} .* EDITED`));
    expect((await collector.state(YESTERDAY))?.state).not.toBe('RECONCILED');
  });

  test('rewritten rows with a rewritten chain differ from the heads in heroku_logs.id', async () => {
    const fakeAll = `DELETE FROM heroku_logs WHERE day = '${YESTERDAY}'; DELETE FROM chains WHERE day = '${YESTERDAY}'`;
    edit(fakeAll);
    expect((await doctor()).stdout).toContain(
      `heroku ${YESTERDAY}: it has no rows, and heroku_logs.id says that it had 30`,
    );
    const { stderr } = await collector.run('collect --once');
    expect(stderr).toContain(`heroku ${YESTERDAY}: the database is older than before, when it had 30 rows`);
    expect((await doctor()).stdout).toMatch(
      new RegExp(`WRONG heroku ${YESTERDAY}: on .* it had 30 rows before and has 30`),
    );
    collector.now += 86_400_000;
    await collector.run('collect --once');
    await collector.run('reconcile 2026-05');
    expect((await doctor()).stdout).toMatch(
      new RegExp(`ok +heroku ${YESTERDAY}: on .* it had 30 rows before and has 30`),
    );
  });

  test('the collector notes a chain that was rewritten while nothing collected, and keeps the note', async () => {
    const db = new (loadSqlite())(path('heroku_logs.db'));
    db.exec("UPDATE heroku_logs SET actor = 'nobody' WHERE seq = 3; DELETE FROM chains");
    chainAll(db);
    db.close();
    expect((await doctor()).stdout).toMatch(/WRONG .*not what heroku_logs\.id says/);
    for (let i = 0; i < 2; i += 1) {
      collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 5 + i })[0]);
      await collector.run('collect --once');
    }
    const { code, stdout } = await doctor();
    expect([code, stdout]).toEqual([1, expect.stringMatching(/WRONG .* were not the 30 that heroku_logs\.id says/)]);
    expect(sidecar().match(/^# edited /gm)).toHaveLength(1);
  });

  test('a collector that was killed before or while it wrote heroku_logs.id causes no finding', async () => {
    const lines = sidecar().split('\n');
    const lagging = [
      `${lines[0]}\n`,
      `${lines.slice(0, 2).join('\n')}\n`,
      sidecar().slice(0, -40),
      sidecar().slice(0, -1),
    ];
    for (const text of lagging) {
      writeFileSync(path('heroku_logs.id'), text);
      expect((await doctor()).code).toBe(0);
      expect((await collector.run('collect --once')).code).toBe(0);
      expect(sidecar().split('\n').slice(1).sort()).toEqual(lines.slice(1).sort());
    }
  });

  test('reconcile and heroku_logs.id have the same head for each day', async () => {
    const { stdout } = await collector.run('reconcile 2026-05 --json');
    const [{ days }] = JSON.parse(stdout) as { days: { day: string; rows: number; chain: string }[] }[];
    const found = days.find(({ day }) => day === YESTERDAY)!;
    expect(sidecar()).toContain(`heroku ${YESTERDAY} 30 ${found.chain}\n`);
    expect((await collector.run('reconcile 2026-05')).stdout).toContain(found.chain);
  });

  test('doctor finds an edited line and writes it again, also in a file of an earlier version', async () => {
    const file = path(`ndjson/heroku/${TODAY}.ndjson`);
    const whole = readFileSync(file, 'utf8');
    const edited = whole.split('\n');
    edited[4] = edited[4].replace('"late":false', '"late": true');
    expect(edited[4]).toHaveLength(whole.split('\n')[4].length);
    for (const forget of ['', 'DELETE FROM file_chains']) {
      writeFileSync(file, edited.join('\n'));
      edit(forget);
      const { code, stdout } = await doctor();
      expect([code, stdout]).toEqual([1, expect.stringContaining(`${file}: line 5 is not what was written`)]);
      expect((await collector.run('doctor --repair')).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(whole);
      expect((await doctor()).code).toBe(0);
    }
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    await collector.run('collect --once');
    expect((await doctor()).code).toBe(0);
    writeFileSync(file, `${readFileSync(file, 'utf8').slice(0, -4)}xx}\n`);
    expect((await doctor()).stdout).toContain(`${file}: line 31 is not what was written`);
  });
});
