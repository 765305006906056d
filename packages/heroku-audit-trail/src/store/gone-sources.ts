import type { Day } from '../model/days';
import { nameOfDay, type Note } from './sidecar';
import type { Reading, Sql } from './sql';

/** The prefix of the keys in `meta` for renamed and forgotten sources. The value is the new name, or empty. */
const GONE = 'gone:';

/** Renamed and forgotten sources, with their new names. The sidecar may still have their days. */
export type GoneSources = ReadonlyMap<string, string | undefined>;

export async function goneSources(sql: Reading): Promise<GoneSources> {
  const all = await sql.all<{ key: string; value: string }>(
    'SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?',
    ...[GONE.length, GONE],
  );
  return new Map(all.map(({ key, value }) => [key.slice(GONE.length), value || undefined]));
}

export const markGone = (sql: Sql, source: string, to = ''): Promise<number> =>
  sql.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ...[GONE + source, to],
  );

export const unmarkGone = (sql: Sql, source: string): Promise<number> =>
  sql.run('DELETE FROM meta WHERE key = ?', GONE + source);

/** The notes under the current names of their sources, without those of forgotten sources. */
export const currentNotes = (notes: readonly Note[], gone: GoneSources): Note[] =>
  notes.flatMap((note) => {
    if (!gone.has(note.source)) return [note];
    const to = gone.get(note.source);
    return to === undefined ? [] : currentNotes([{ ...note, source: to }], gone);
  });

/** @returns a function that says whether the rows of a day were removed by retention or with their source. */
export async function removedDays(sql: Reading): Promise<(day: { source: string; day: Day }) => boolean> {
  const days = await sql.all<{ source: string; day: Day }>('SELECT source, day FROM days WHERE removed_at IS NOT NULL');
  const names = new Set(days.map(nameOfDay));
  const gone = await goneSources(sql);
  return (day) => names.has(nameOfDay(day)) || gone.has(day.source);
}
