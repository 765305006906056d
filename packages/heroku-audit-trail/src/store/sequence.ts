import type { Reading, Sql } from './sql';

/** The number of the latest row that was ever removed, in the table `meta`. */
export const REMOVED_THROUGH = 'removed_through';

export async function lastSeq(sql: Reading): Promise<number> {
  const { last } = (await sql.get<{ last: number }>('SELECT coalesce(max(seq), 0) AS last FROM heroku_logs'))!;
  const removed = await sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', REMOVED_THROUGH);
  return Math.max(last, Number(removed?.value ?? 0));
}

/** Numbers for the rows of one transaction. None is used twice, because only one transaction runs at a time. */
export function nextSeq(sql: Sql) {
  let last: number | undefined;
  return {
    async next(count: number): Promise<number> {
      last ??= await lastSeq(sql);
      const first = last + 1;
      last += count;
      return first;
    },
  };
}
