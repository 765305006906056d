import { isStillPolled } from '../model/day-states';
import { addDays, dayOf, type Day } from '../model/days';
import { REMOVED_THROUGH } from './sequence';
import { herokuNow } from './sources';
import type { Store, Transaction } from './store';

export interface RemovedDay {
  source: string;
  day: Day;
  rows: number;
}

/**
 * Removes the rows of days that are older than `olderThan` days. Keeps a day that is not delivered, has a refused row, or was
 * not compared with Heroku's archive. The state of each day and the head of its chain stay.
 * @param sinks the configured sinks, which must have delivered the day.
 */
export async function removeRows(store: Store, olderThan: number, sinks: readonly string[]): Promise<RemovedDay[]> {
  const removed: RemovedDay[] = [];
  for (const source of await store.sources.all()) {
    const today = dayOf(herokuNow(source));
    const until = addDays(today, -olderThan);
    for (const { day, state, gap, removedAt } of await store.days.all(source.name)) {
      if (day >= until || isStillPolled(day, today)) break;
      if (state !== 'RECONCILED' || gap !== null || removedAt !== null) continue;
      const at = new Date(herokuNow(source)).toISOString();
      // A transaction for each day stays short.
      const rows = await store.transaction((tx) => removeDay(tx, { source: source.name, day, at, sinks }));
      if (rows) removed.push({ source: source.name, day, rows });
    }
  }
  return removed;
}

interface Removing {
  source: string;
  day: Day;
  at: string;
  sinks: readonly string[];
}

/** @returns the number of removed rows; `undefined` if something still needs them. */
async function removeDay(tx: Transaction, { source, day, at, sinks }: Removing): Promise<number | undefined> {
  const { sql, days } = tx;
  const of = [source, day];
  const found = await sql.get<{ rows: number; last: number | null }>(
    'SELECT count(*) AS rows, max(seq) AS last FROM heroku_logs WHERE source = ? AND day = ?',
    ...of,
  );
  const { rows, last } = found!;
  if (last !== null) {
    const known = await tx.sinks.all();
    const isDelivered = known.every(({ acked }) => acked >= last);
    if (!isDelivered || sinks.some((name) => !known.some((sink) => sink.name === name))) return undefined;
    const parked = await sql.get(
      `SELECT 1 AS one FROM sink_parked JOIN heroku_logs ON heroku_logs.seq = sink_parked.seq
       WHERE source = ? AND day = ? AND state <> 'skipped' LIMIT 1`,
      ...of,
    );
    if (parked !== undefined) return undefined;
    await noteRemoved(tx, last);
    await sql.run('DELETE FROM heroku_logs WHERE source = ? AND day = ?', ...of);
  }
  for (const table of ['absences', 'day_values'])
    await sql.run(`DELETE FROM ${table} WHERE source = ? AND day = ?`, ...of);
  await days.removed(source, day, at);
  return rows;
}

/** Keeps the number of the last removed row, so that it is never used again. */
export async function noteRemoved({ sql }: Transaction, last: number): Promise<void> {
  const before = await sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', REMOVED_THROUGH);
  if (Number(before?.value ?? 0) >= last) return;
  await sql.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ...[REMOVED_THROUGH, String(last)],
  );
}
