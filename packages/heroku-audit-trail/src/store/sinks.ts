import type { FormatName } from '../model/format-name';
import type { Day } from '../model/days';
import type { LogRow } from '../model/log-row';
import { filesOfDay } from './day-file';
import type { Appended } from './file-chains';
import { writeFileChains } from './file-chains';
import { rowsInPieces } from './log-rows';
import { lastSeq } from './sequence';
import type { Reading, Sql } from './sql';

export interface SinkRow {
  name: string;
  type: string;
  acked: number;
  /** The last row of the batch in delivery, so that a repeat is the same batch. */
  batchEnd: number | null;
  failures: number;
  failingSince: string | null;
  error: string | null;
  deliveredAt: string | null;
}

const COLUMNS = `name, type, acked, batch_end AS "batchEnd", failures, failing_since AS "failingSince", error,
  delivered_at AS "deliveredAt"`;

export interface SinkTables {
  formats: boolean;
  waits: boolean;
  parts: boolean;
}

export interface SinkFile {
  file: string;
  bytes: number;
  /** The first row of the file, which ends before the first row of the next file of its day. */
  firstSeq: number;
  sealed: 0 | 1;
}

const FILE_COLUMNS = 'file, bytes, first_seq AS "firstSeq", sealed';

export type SinkRows = ReturnType<typeof readSinks>;

export const readSinks = (sql: Reading, tables: SinkTables = { formats: true, waits: true, parts: true }) => ({
  get: (name: string) => sql.get<SinkRow>(`SELECT ${COLUMNS} FROM sinks WHERE name = ?`, name),
  all: () => sql.all<SinkRow>(`SELECT ${COLUMNS} FROM sinks ORDER BY name`),
  /** Formats and their first rows, newest first. For rows before the oldest one, no format was stored. */
  formatsOf: async (name: string): Promise<{ fromSeq: number; format: FormatName }[]> =>
    tables.formats
      ? sql.all('SELECT from_seq AS "fromSeq", format FROM sink_formats WHERE sink = ? ORDER BY from_seq DESC', name)
      : [],
  waitsUntil: async (name: string): Promise<string | undefined> =>
    tables.waits
      ? (await sql.get<{ until: string }>('SELECT until FROM sink_waits WHERE sink = ?', name))?.until
      : undefined,
  filesOf: (name: string): Promise<SinkFile[]> => {
    const columns = tables.parts ? FILE_COLUMNS : 'file, bytes, 0 AS "firstSeq", 0 AS sealed';
    return sql.all(`SELECT ${columns} FROM sink_files WHERE sink = ? ORDER BY file`, name);
  },
  lastFileOf: (name: string, source: string, day: Day) =>
    sql.get<SinkFile>(
      `SELECT ${FILE_COLUMNS} FROM sink_files WHERE sink = ? AND file >= ? AND file < ? 
       ORDER BY length(file) DESC, file DESC LIMIT 1`,
      ...[name, ...filesOfDay(source, day)],
    ),
  rowsBetween: (after: number, end: number): AsyncGenerator<LogRow, void, undefined> =>
    rowsInPieces(sql, { where: 'seq > ? AND seq <= ?', values: [after, end] }),
  lastSeq: () => lastSeq(sql),
});

export type WritableSinkRows = ReturnType<typeof writeSinks>;

export function writeSinks(sql: Sql) {
  const reads = readSinks(sql);
  return {
    ...reads,
    /** Call it before the first delivery. A new format applies from the first row that is not acknowledged. */
    async make({ name, type, format }: { name: string; type: string; format: FormatName }): Promise<void> {
      await sql.run('INSERT INTO sinks (name, type, acked) VALUES (?, ?, 0) ON CONFLICT DO NOTHING', name, type);
      const [latest] = await reads.formatsOf(name);
      if (latest?.format === format) return;
      await sql.run(
        `INSERT INTO sink_formats (sink, from_seq, format) SELECT name, acked + 1, ? FROM sinks WHERE name = ?
         ON CONFLICT (sink, from_seq) DO UPDATE SET format = excluded.format`,
        ...[format, name],
      );
    },
    setBatchEnd: (name: string, end: number) => sql.run('UPDATE sinks SET batch_end = ? WHERE name = ?', end, name),
    async ack(name: string, end: number, at: string, written: ReadonlyMap<string, Appended>): Promise<void> {
      for (const [file, appended] of written) {
        await sql.run(
          `INSERT INTO sink_files (sink, file, bytes, first_seq) VALUES (?, ?, ?, ?)
           ON CONFLICT (sink, file) DO UPDATE SET bytes = excluded.bytes`,
          ...[name, file, appended.bytes, appended.firstSeq],
        );
        await writeFileChains(sql).appended(name, file, appended);
      }
      await sql.run(
        `UPDATE sinks SET acked = ?, batch_end = NULL, failures = 0, failing_since = NULL, error = NULL,
           delivered_at = ? WHERE name = ?`,
        ...[end, at, name],
      );
    },
    pass: (name: string, end: number) =>
      sql.run(
        `UPDATE sinks SET acked = ?, batch_end = NULL, failures = 0, failing_since = NULL, error = NULL WHERE name = ?`,
        ...[end, name],
      ),
    async forgetFile(name: string, file: string): Promise<void> {
      await sql.run('DELETE FROM sink_files WHERE sink = ? AND file = ?', name, file);
      await sql.run('DELETE FROM file_chains WHERE sink = ? AND file = ?', name, file);
    },
    waitUntil: (name: string, until: string) =>
      sql.run(
        'INSERT INTO sink_waits (sink, until) VALUES (?, ?) ON CONFLICT (sink) DO UPDATE SET until = excluded.until',
        ...[name, until],
      ),
    fail: (name: string, at: string, error: string) =>
      sql.run(
        `UPDATE sinks SET failures = failures + 1, failing_since = coalesce(failing_since, ?), error = ? WHERE name = ?`,
        ...[at, error, name],
      ),
    setBytes: (name: string, file: string, bytes: number) =>
      sql.run('UPDATE sink_files SET bytes = ? WHERE sink = ? AND file = ?', bytes, name, file),
    /** Later rows of the day go into a new file. */
    seal: (name: string, file: string) =>
      sql.run('UPDATE sink_files SET sealed = 1 WHERE sink = ? AND file = ?', name, file),
  };
}
