import type { Database } from './sqlite';

/** `parked`: refused, and left out until somebody decides. `retry`: to be sent again. `skipped`: never to be sent. */
export type ParkedState = 'parked' | 'retry' | 'skipped';

/** A row that a sink's receiver has refused by itself, while it takes others. */
export interface ParkedRow {
  sink: string;
  seq: number;
  state: ParkedState;
  /** What the receiver answered. */
  status: number;
  /** What it said, without secrets. */
  words: string;
  /** When it was refused last. */
  at: string;
  /** How often it was refused by itself. */
  refusals: number;
}

export interface Refusal {
  status: number;
  words: string;
}

export type ParkedRows = ReturnType<typeof createParkedRows>;

export function createParkedRows(db: Database) {
  // The tables of an earlier version, which whoever only looks leaves as they are, have none of these.
  const isThere = () => db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sink_parked'").get() !== undefined;
  const select = 'SELECT sink, seq, state, status, words, at, refusals FROM sink_parked';

  function all(sink?: string): ParkedRow[] {
    if (!isThere()) return [];
    return sink === undefined
      ? db.prepare<[], ParkedRow>(`${select} ORDER BY sink, seq`).all()
      : db.prepare<[string], ParkedRow>(`${select} WHERE sink = ? ORDER BY seq`).all(sink);
  }

  function isParked(sink: string, seq: number): boolean {
    const found = db.prepare("SELECT 1 FROM sink_parked WHERE sink = ? AND seq = ? AND state = 'parked'");
    return found.get(sink, seq) !== undefined;
  }

  /** Without rows: all. Gives those that were changed. */
  function change(sink: string, from: readonly ParkedState[], to: ParkedState, rows?: readonly number[]): number[] {
    const update = db.prepare('UPDATE sink_parked SET state = ? WHERE sink = ? AND seq = ?');
    const chosen = all(sink).filter(({ seq, state }) => from.includes(state) && (rows?.includes(seq) ?? true));
    for (const { seq } of chosen) update.run(to, sink, seq);
    return chosen.map(({ seq }) => seq);
  }

  return {
    /** In the order of the log. */
    all,
    /** How many rows up to this one were refused, one after the other. */
    inARow(sink: string, seq: number, most: number): number {
      let count = 0;
      while (count < most && isParked(sink, seq - count)) count += 1;
      return count;
    },
    /** To be called in a transaction. */
    park(sink: string, seq: number, { status, words }: Refusal, at: string): void {
      db.prepare(
        `INSERT INTO sink_parked (sink, seq, state, status, words, at, refusals) VALUES (?, ?, 'parked', ?, ?, ?, 1)
         ON CONFLICT (sink, seq) DO UPDATE SET state = 'parked', status = excluded.status, words = excluded.words,
           at = excluded.at, refusals = refusals + 1`,
      ).run(sink, seq, status, words, at);
    },
    /** The first row that is to be sent again. */
    due(sink: string): ParkedRow | undefined {
      const first = db.prepare<[string], ParkedRow>(
        `${select} WHERE sink = ? AND state = 'retry' ORDER BY seq LIMIT 1`,
      );
      return first.get(sink);
    },
    /** The receiver has taken it after all. */
    taken(sink: string, seq: number): void {
      db.prepare('DELETE FROM sink_parked WHERE sink = ? AND seq = ?').run(sink, seq);
    },
    /** Has them sent again. To be called in a transaction. */
    retry: (sink: string, rows?: readonly number[]): number[] =>
      change(sink, rows ? ['parked', 'skipped'] : ['parked'], 'retry', rows),
    /** Has them never sent. To be called in a transaction. */
    skip: (sink: string, rows?: readonly number[]): number[] => change(sink, ['parked', 'retry'], 'skipped', rows),
  };
}
