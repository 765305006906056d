import { hash } from 'node:crypto';
import type { Database } from './sqlite';

/** SHA-256 of the hash before and the line: whoever has the last one sees any edit of a line. */
export const linkLine = (head: string, line: string | Buffer): string => hash('sha256', joined(head, line));

const joined = (head: string, line: string | Buffer) =>
  typeof line === 'string' ? head + line : Buffer.concat([Buffer.from(head), line]);

interface Grown {
  sink: string;
  file: string;
  /** How long the file was. */
  from: number;
  bytes: number;
  head: string;
}

export type FileChains = ReturnType<typeof createFileChains>;

/**
 * The lines of each file of a sink are a hash chain. What was written is stored with the next transaction, which at the
 * latest is the one that acknowledges it; the head that there was before stays until then, for what a crash undoes.
 */
export function createFileChains(db: Database) {
  const pending: Grown[] = [];
  // The tables of an earlier version, which whoever only looks leaves as they are, have no chains.
  const one = () =>
    db.prepare<[string, string, number], { head: string }>(
      'SELECT head FROM file_chains WHERE sink = ? AND file = ? AND bytes = ?',
    );
  let read: ReturnType<typeof one> | undefined;
  const put = () => db.prepare('INSERT OR REPLACE INTO file_chains (sink, file, bytes, head) VALUES (?, ?, ?, ?)');

  function headAt(sink: string, file: string, bytes: number): string | undefined {
    return bytes === 0 ? '' : (read ??= one()).get(sink, file, bytes)?.head;
  }

  return {
    /** The head of the lines up to there; `undefined` where the file was begun by a version that made none. */
    headAt,
    /** Lines were written behind the first so many bytes of a file. */
    appended(sink: string, file: string, from: number, lines: readonly string[], bytes: number): void {
      const before = headAt(sink, file, from);
      if (before === undefined) return;
      pending.push({ sink, file, from, bytes, head: lines.reduce(linkLine, before) });
    },
    /** To be called in a transaction. */
    write(): void {
      for (const { sink, file, from, bytes, head } of pending.splice(0)) {
        put().run(sink, file, bytes, head);
        db.prepare('DELETE FROM file_chains WHERE sink = ? AND file = ? AND bytes NOT IN (?, ?)').run(
          sink,
          file,
          from,
          bytes,
        );
      }
    },
    /** The file was written anew. To be called in a transaction. */
    set(sink: string, file: string, bytes: number, head: string): void {
      db.prepare('DELETE FROM file_chains WHERE sink = ? AND file = ?').run(sink, file);
      put().run(sink, file, bytes, head);
    },
  };
}
