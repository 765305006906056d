import { CollectorError, EXIT } from '../errors';
import { link, linkRows, NO_LINKS } from './chains';
import { unmarkGone, markGone } from './gone-sources';
import { noteRemoved } from './retention';
import type { Sql } from './sql';
import type { Store, Transaction } from './store';
import { verifyDay } from './verify-rows';

const OF_SOURCES = ['heroku_logs', 'days', 'absences', 'day_values'];
const OF_SINKS = ['sink_formats', 'sink_waits', 'sink_parked', 'sink_files', 'file_chains'];
const OF_FILES = ['sink_files', 'file_chains'];

export interface Undelivered {
  sink: string;
  rows: number;
}

export async function undelivered({ sql, sinks }: Store, source: string): Promise<Undelivered[]> {
  const found: Undelivered[] = [];
  for (const { name, acked } of await sinks.all()) {
    const text = 'SELECT count(*) AS rows FROM heroku_logs WHERE source = ? AND seq > ?';
    const { rows } = (await sql.get<{ rows: number }>(text, source, acked))!;
    if (rows > 0) found.push({ sink: name, rows });
  }
  return found;
}

export async function countOf({ sql }: Store, source: string): Promise<{ rows: number; days: number }> {
  const text = 'SELECT count(*) AS rows, count(DISTINCT day) AS days FROM heroku_logs WHERE source = ?';
  return (await sql.get<{ rows: number; days: number }>(text, source))!;
}

/** Renaming computes the chains again, which would hide earlier edits. */
export async function refuseEdited(store: Store, source: string): Promise<void> {
  for (const { day, removedAt } of await store.days.all(source)) {
    const { edited } = removedAt === null ? await verifyDay(store, source, day) : {};
    if (!edited) continue;
    throw new CollectorError(
      EXIT.config,
      `${source} ${day}: ${edited.what}. Nothing was changed.`,
      'A source with edited rows is not renamed. For details, run heroku-audit-trail doctor.',
    );
  }
}

/** Lines of files keep the old name. */
export async function renameSource({ sql }: Transaction, from: string, to: string): Promise<void> {
  for (const table of OF_SOURCES) await sql.run(`UPDATE ${table} SET source = ? WHERE source = ?`, to, from);
  await sql.run('UPDATE sources SET name = ? WHERE name = ?', to, from);
  for (const table of OF_FILES)
    await sql.run(
      `UPDATE ${table} SET file = ? || substr(file, ?) WHERE substr(file, 1, ?) = ?`,
      ...[`${to}/`, from.length + 2, from.length + 1, `${from}/`],
    );
  await chainAgain(sql, from, to);
  await markGone(sql, from, to);
  await unmarkGone(sql, to);
}

/** A row's hash includes the name of its source. A removed day has no rows, so its head stays. */
async function chainAgain(sql: Sql, from: string, to: string): Promise<void> {
  const removed = await sql.all<{ day: string }>(
    'SELECT day FROM days WHERE source = ? AND removed_at IS NOT NULL',
    to,
  );
  const chains = await sql.all<{ day: string }>('SELECT day FROM chains WHERE source = ?', from);
  await sql.run('UPDATE chains SET source = ? WHERE source = ?', to, from);
  for (const { day } of chains) {
    if (removed.some((one) => one.day === day)) continue;
    let now = NO_LINKS;
    for await (const row of linkRows(sql, to, day)) now = link(now, row);
    await sql.run('UPDATE chains SET head = ? WHERE source = ? AND day = ?', now.head, to, day);
  }
}

/** The row numbers are never used again. */
export async function forgetSource(tx: Transaction, source: string): Promise<void> {
  const { sql } = tx;
  const found = await sql.get<{ last: number | null }>(
    'SELECT max(seq) AS last FROM heroku_logs WHERE source = ?',
    source,
  );
  if (found?.last != null) await noteRemoved(tx, found.last);
  await sql.run('DELETE FROM sink_parked WHERE seq IN (SELECT seq FROM heroku_logs WHERE source = ?)', source);
  for (const table of [...OF_SOURCES, 'chains']) await sql.run(`DELETE FROM ${table} WHERE source = ?`, source);
  for (const table of OF_FILES)
    await sql.run(`DELETE FROM ${table} WHERE substr(file, 1, ?) = ?`, source.length + 1, `${source}/`);
  await sql.run('DELETE FROM sources WHERE name = ?', source);
  await markGone(sql, source);
}

export async function renameSink({ sql }: Transaction, from: string, to: string): Promise<void> {
  for (const table of OF_SINKS) await sql.run(`UPDATE ${table} SET sink = ? WHERE sink = ?`, to, from);
  await sql.run('UPDATE sinks SET name = ? WHERE name = ?', to, from);
}

export async function forgetSink({ sql }: Transaction, name: string): Promise<void> {
  for (const table of OF_SINKS) await sql.run(`DELETE FROM ${table} WHERE sink = ?`, name);
  await sql.run('DELETE FROM sinks WHERE name = ?', name);
}
