import type { Reading, Sql } from './sql';

/** `parked`: left out until a user decides. `retry`: will be sent again. `skipped`: will never be sent. */
export type ParkedState = 'parked' | 'retry' | 'skipped';

/** A row that the receiver of a sink refused when it was sent alone. */
export interface ParkedRow {
  sink: string;
  seq: number;
  state: ParkedState;
  status: number;
  words: string;
  at: string;
  refusals: number;
}

export interface Refusal {
  status: number;
  words: string;
}

const SELECT = 'SELECT sink, seq, state, status, words, at, refusals FROM sink_parked';

export type ParkedRows = ReturnType<typeof readParked>;

/** @param isThere whether the table exists: an earlier version has none. */
export const readParked = (sql: Reading, isThere = true) => ({
  async all(sink?: string): Promise<ParkedRow[]> {
    if (!isThere) return [];
    return sink === undefined
      ? sql.all<ParkedRow>(`${SELECT} ORDER BY sink, seq`)
      : sql.all<ParkedRow>(`${SELECT} WHERE sink = ? ORDER BY seq`, sink);
  },
  async countInARow(sink: string, seq: number, most: number): Promise<number> {
    const rows = await sql.all<{ seq: number }>(
      "SELECT seq FROM sink_parked WHERE sink = ? AND seq <= ? AND state = 'parked' ORDER BY seq DESC LIMIT ?",
      ...[sink, seq, most],
    );
    const other = rows.findIndex((row, i) => row.seq !== seq - i);
    return other === -1 ? rows.length : other;
  },
  due: (sink: string) => sql.get<ParkedRow>(`${SELECT} WHERE sink = ? AND state = 'retry' ORDER BY seq LIMIT 1`, sink),
});

export type WritableParkedRows = ReturnType<typeof writeParked>;

export function writeParked(sql: Sql) {
  const reads = readParked(sql);

  /** @param rows default: all. @returns the changed rows. */
  async function change(
    sink: string,
    from: readonly ParkedState[],
    to: ParkedState,
    rows?: readonly number[],
  ): Promise<number[]> {
    const chosen = (await reads.all(sink)).filter(
      ({ seq, state }) => from.includes(state) && (rows?.includes(seq) ?? true),
    );
    for (const { seq } of chosen)
      await sql.run('UPDATE sink_parked SET state = ? WHERE sink = ? AND seq = ?', to, sink, seq);
    return chosen.map(({ seq }) => seq);
  }

  return {
    ...reads,
    park: (sink: string, seq: number, { status, words }: Refusal, at: string) =>
      sql.run(
        `INSERT INTO sink_parked (sink, seq, state, status, words, at, refusals) VALUES (?, ?, 'parked', ?, ?, ?, 1)
         ON CONFLICT (sink, seq) DO UPDATE SET state = 'parked', status = excluded.status, words = excluded.words,
           at = excluded.at, refusals = sink_parked.refusals + 1`,
        ...[sink, seq, status, words, at],
      ),
    delivered: (sink: string, seq: number) => sql.run('DELETE FROM sink_parked WHERE sink = ? AND seq = ?', sink, seq),
    retry: (sink: string, rows?: readonly number[]) =>
      change(sink, rows ? ['parked', 'skipped'] : ['parked'], 'retry', rows),
    skip: (sink: string, rows?: readonly number[]) => change(sink, ['parked', 'retry'], 'skipped', rows),
  };
}
