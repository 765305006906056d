import type { FormatName } from '../formats/format';
import type { LogRow } from '../model/log-row';
import type { Database } from './sqlite';

export interface SinkRow {
  name: string;
  type: string;
  /** Rows up to this one are delivered. */
  acked: number;
  /** The last row of the batch that is under way: a repeat is the same batch. */
  batchEnd: number | null;
  failures: number;
  failingSince: string | null;
  error: string | null;
  deliveredAt: string | null;
}

export type SinkRows = ReturnType<typeof createSinkRows>;

export function createSinkRows(db: Database) {
  const columns = `name, type, acked, batch_end AS batchEnd, failures, failing_since AS failingSince, error,
    delivered_at AS deliveredAt`;
  const one = db.prepare<[string], SinkRow>(`SELECT ${columns} FROM sinks WHERE name = ?`);
  const all = db.prepare<[], SinkRow>(`SELECT ${columns} FROM sinks ORDER BY name`);
  const make = db.prepare('INSERT OR IGNORE INTO sinks (name, type, acked) VALUES (?, ?, 0)');
  const bound = db.prepare('UPDATE sinks SET batch_end = ? WHERE name = ?');
  const ack = db.prepare(
    `UPDATE sinks SET acked = ?, batch_end = NULL, failures = 0, failing_since = NULL, error = NULL, delivered_at = ?
     WHERE name = ?`,
  );
  const fail = db.prepare(
    `UPDATE sinks SET failures = failures + 1, failing_since = coalesce(failing_since, ?), error = ? WHERE name = ?`,
  );
  const bytes = db.prepare('SELECT bytes FROM sink_files WHERE sink = ? AND file = ?').pluck();
  const files = db.prepare<[string], { file: string; bytes: number }>(
    'SELECT file, bytes FROM sink_files WHERE sink = ? ORDER BY file',
  );
  const setBytes = db.prepare('INSERT OR REPLACE INTO sink_files (sink, file, bytes) VALUES (?, ?, ?)');
  const rows = db.prepare<[number, number], LogRow>(
    'SELECT * FROM heroku_events WHERE seq > ? AND seq <= ? ORDER BY seq',
  );
  const last = db.prepare('SELECT coalesce(max(seq), 0) FROM heroku_logs').pluck();

  const pass = db.prepare(
    'UPDATE sinks SET acked = ?, batch_end = NULL, failures = 0, failing_since = NULL, error = NULL WHERE name = ?',
  );
  const hasWaits = () => db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sink_waits'").get() !== undefined;

  // The tables of an earlier version, which whoever only looks leaves as they are, have no formats.
  const formats = () =>
    db.prepare<[string], { fromSeq: number; format: FormatName }>(
      'SELECT from_seq AS fromSeq, format FROM sink_formats WHERE sink = ? ORDER BY from_seq DESC',
    );
  const saysFromNow = () =>
    db.prepare(
      'INSERT OR REPLACE INTO sink_formats (sink, from_seq, format) SELECT name, acked + 1, ? FROM sinks WHERE name = ?',
    );

  return {
    get: (name: string): SinkRow | undefined => one.get(name),
    all: (): SinkRow[] => all.all(),
    /** To be called in a transaction, before anything is delivered. What is acknowledged stays in the format it has. */
    make({ name, type, format }: { name: string; type: string; format: FormatName }): void {
      make.run(name, type);
      if (formats().get(name)?.format !== format) saysFromNow().run(format, name);
    },
    /** From which row on which format is used, the newest first. Rows before are of a time that did not store it. */
    formatsOf: (name: string) => formats().all(name),
    /** Bounds the batch before it is sent. */
    bound: (name: string, end: number) => void bound.run(end, name),
    /** To be called in a transaction, together with the sizes of the files that were written. */
    ack(name: string, end: number, at: string, written: ReadonlyMap<string, number>): void {
      for (const [file, size] of written) setBytes.run(name, file, size);
      ack.run(end, at, name);
    },
    /** The same for a row that is left out. To be called in a transaction. */
    pass: (name: string, end: number) => void pass.run(end, name),
    /** Until when its receiver wants to be left alone. */
    waitsUntil: (name: string): string | undefined =>
      hasWaits()
        ? db.prepare<[string], { until: string }>('SELECT until FROM sink_waits WHERE sink = ?').get(name)?.until
        : undefined,
    waitUntil: (name: string, until: string) =>
      void db.prepare('INSERT OR REPLACE INTO sink_waits (sink, until) VALUES (?, ?)').run(name, until),
    fail: (name: string, at: string, error: string) => void fail.run(at, error, name),
    /** Bytes of a file up to which it is acknowledged. */
    bytesOf: (name: string, file: string): number => (bytes.get(name, file) as number | undefined) ?? 0,
    filesOf: (name: string) => files.all(name),
    setBytes: (name: string, file: string, size: number) => void setBytes.run(name, file, size),
    rowsBetween: (after: number, end: number): IterableIterator<LogRow> => rows.iterate(after, end),
    lastSeq: (): number => last.get() as number,
  };
}
