import { hash } from 'node:crypto';
import type { Reading, Sql } from './sql';

/** SHA-256 of the previous hash and the line. Any edit of a line changes the last hash. */
export const linkLine = (head: string, line: string | Buffer): string => hash('sha256', joined(head, line));

const joined = (head: string, line: string | Buffer) =>
  typeof line === 'string' ? head + line : Buffer.concat([Buffer.from(head), line]);

/** What a sink has appended to a file after its first `from` bytes. */
export interface Appended {
  firstSeq: number;
  from: number;
  bytes: number;
  /** Of the chain of its lines; `undefined` if a version without chains began the file. */
  head: string | undefined;
}

export type FileChains = ReturnType<typeof readFileChains>;

export const readFileChains = (sql: Reading) => ({
  async headAt(sink: string, file: string, bytes: number): Promise<string | undefined> {
    if (bytes === 0) return '';
    const text = 'SELECT head FROM file_chains WHERE sink = ? AND file = ? AND bytes = ?';
    return (await sql.get<{ head: string }>(text, sink, file, bytes))?.head;
  },
});

export const writeFileChains = (sql: Sql) => ({
  /** Also keeps the head at `from`, because a crash or a restore can cut the file to that length. */
  async appended(sink: string, file: string, { from, bytes, head }: Appended): Promise<void> {
    if (head === undefined) return;
    await put(sql, sink, file, bytes, head);
    await sql.run(
      'DELETE FROM file_chains WHERE sink = ? AND file = ? AND bytes NOT IN (?, ?)',
      ...[sink, file, from, bytes],
    );
  },
  async set(sink: string, file: string, bytes: number, head: string): Promise<void> {
    await sql.run('DELETE FROM file_chains WHERE sink = ? AND file = ?', sink, file);
    await put(sql, sink, file, bytes, head);
  },
});

const put = (sql: Sql, sink: string, file: string, bytes: number, head: string) =>
  sql.run(
    `INSERT INTO file_chains (sink, file, bytes, head) VALUES (?, ?, ?, ?)
     ON CONFLICT (sink, file, bytes) DO UPDATE SET head = excluded.head`,
    ...[sink, file, bytes, head],
  );
