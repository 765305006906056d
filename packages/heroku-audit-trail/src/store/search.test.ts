import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import type { LogRow } from '../model/log-row';
import { describeWithSqlite, TODAY, useCollector } from '../testing/collector';
import { writeAsVersion } from '../testing/earlier-tables';
import { countRows, placeBefore, searchRows } from './search';
import type { Filter } from './search-query';
import { openCollectorStore, openReaderStore, type Store } from './store';

const DAYS = ['2026-05-26', '2026-05-27', '2026-05-28', '2026-05-29', TODAY];

const timeOf = ({ created_at, first_seen }: LogRow) => created_at ?? first_seen;
const inOrder = (one: LogRow, other: LogRow) =>
  timeOf(one) === timeOf(other) ? one.seq - other.seq : timeOf(one) < timeOf(other) ? -1 : 1;

/** The expected result, without SQL. */
const fits = (row: LogRow, { source, actor, app, team, ip, type, action, since, until }: Filter): boolean =>
  (source === undefined || row.source === source) &&
  (actor === undefined || row.actor?.toLowerCase() === actor.toLowerCase()) &&
  (app === undefined || row.app === app) &&
  (team === undefined || row.team === team) &&
  (ip === undefined || row.ip === ip) &&
  (type === undefined || `${row.type}.${row.action}.`.startsWith(`${type}.`)) &&
  (action === undefined || row.action === action) &&
  (since === undefined || timeOf(row) >= since) &&
  (until === undefined || timeOf(row) < until);

async function seqs(rows: AsyncIterable<LogRow>): Promise<number[]> {
  const found: number[] = [];
  for await (const { seq } of rows) found.push(seq);
  return found;
}

describeWithSqlite('a search', () => {
  const collector = useCollector();

  /** Events of five days. One team has some on two days, and one event is listed under another day. */
  async function collect(): Promise<void> {
    for (const [i, day] of DAYS.entries()) {
      for (const [n, event] of auditDay({ day, events: 40, seed: i }).entries()) {
        const isRare = n % 20 === 7 && (i === 1 || i === 3);
        collector.trail.publish(isRare ? { ...event, team: { id: 'rare-id', name: 'rare' } } : event);
      }
    }
    const [late] = auditDay({ day: DAYS[0], events: 1, seed: 9 });
    collector.trail.publish(JSON.stringify({ ...late, team: { id: 'rare-id', name: 'rare' } }), { day: DAYS[4] });
    collector.trail.publish('{"id":"without a time","type":"app","action":"create"}', { day: DAYS[2] });
    const config = join(collector.folder, 'config.yaml');
    writeFileSync(config, `sources: { heroku: { account: acme, since: ${DAYS[0]} } }`);
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = config;
    expect((await collector.run('collect --once')).code).toBe(0);
  }

  function filtersFor(rows: readonly LogRow[]): Filter[] {
    const some = [rows[3], rows[90], rows.at(-5)!].flatMap(({ actor, app, team, ip, type, action }) => [
      { actor: actor!.toUpperCase() },
      { app: app ?? 'none' },
      { team: team ?? 'none' },
      { ip: ip! },
      { type: type! },
      { type: `${type}.${action}` },
      { action: action! },
      { type: type!, action: action!, team: team ?? 'none' },
      { team: team ?? 'none', ip: ip! },
      { actor: actor!, team: team ?? 'none' },
      { type: type!, since: `${DAYS[1]}T06:00:00.000Z`, until: `${DAYS[3]}T12:00:00.000Z` },
    ]);
    const misses = [{ team: 'no-such-team' }, { ip: '192.0.2.254' }, { type: 'app.no-such' }, { source: 'no-such' }];
    return [{}, { team: 'rare' }, { team: 'rare', type: rows[3].type! }, ...some, ...misses];
  }

  async function expectAll(store: Store): Promise<void> {
    const rows: LogRow[] = [];
    for await (const row of store.sinks.rowsBetween(0, Number.MAX_SAFE_INTEGER)) rows.push(row);
    expect(rows.length).toBeGreaterThan(200);
    for (const filter of filtersFor(rows)) {
      const wanted = rows.filter((row) => fits(row, filter)).sort(inOrder);
      const order = wanted.map(({ seq }) => seq);
      const found = (options: Partial<Parameters<typeof searchRows>[2]>) =>
        seqs(searchRows(store, filter, { order: 'time', withRaw: false, ...options }));
      expect([filter, await found({})]).toEqual([filter, order]);
      expect([filter, await found({ order: 'time-back', limit: 3 })]).toEqual([filter, order.slice(-3).reverse()]);
      const from = await placeBefore(store, filter, Number.MAX_SAFE_INTEGER, 3);
      expect([filter, await found({ from })]).toEqual([filter, order.slice(-3)]);
      const { days, types } = await countRows(store, filter, Infinity);
      const counted = (list: typeof days) => list.reduce((sum, { count }) => sum + count, 0);
      expect([filter, counted(days), counted(types)]).toEqual([filter, order.length, order.length]);
    }
  }

  test('a search finds exactly the matching rows in the order of time', async () => {
    await collect();
    const store = await openReaderStore(collector.dataDir);
    await expectAll(store);
    await store.close();
  }, 30_000);

  test('a search works in tables of an earlier version, before and after their migration', async () => {
    await collect();
    writeAsVersion(2, collector.dataDir);
    const before = await openReaderStore(collector.dataDir);
    await expectAll(before);
    await before.close();
    expect((await collector.run('collect --once')).code).toBe(0);
    const after = await openReaderStore(collector.dataDir);
    await expectAll(after);
    await after.close();
  }, 30_000);

  test('doctor finds a missing row of day_values and repairs it', async () => {
    await collect();
    const store = await openCollectorStore(collector.dataDir);
    await store.transaction(({ sql }) => sql.run("DELETE FROM day_values WHERE value = 'rare' AND day > ?", DAYS[1]));
    await store.close();
    const found = async () =>
      (await collector.run('search --team rare --limit all --json')).stdout.split('\n').length - 1;
    expect(await found()).toBe(2);
    expect(await collector.run('doctor')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`WRONG heroku ${DAYS[3]}: search may not find all rows`),
    });
    expect((await collector.run('doctor --repair')).stdout).toContain('repaired the table that search uses');
    expect(await found()).toBe(5);
    expect((await collector.run('doctor')).code).toBe(0);
  });
});
