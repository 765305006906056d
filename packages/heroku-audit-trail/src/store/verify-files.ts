import { closeSync, openSync, readSync } from 'node:fs';
import { FORMATS, type FormatName } from '../formats/format';
import { linkLine } from './file-chains';
import { rowsInPieces } from './log-rows';
import { CHAINS_SINCE } from './schema';
import type { Store } from './store';

const PIECE_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

/** The lines in the first `bytes` of a file, each with its line break. The last piece may have none. */
export function* linesOf(path: string, bytes: number): Generator<Buffer, void, undefined> {
  const descriptor = openSync(path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; at < bytes;) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
      const length = readSync(descriptor, piece, 0, piece.length, at);
      if (length === 0) break;
      at += length;
      rest = Buffer.concat([rest, piece.subarray(0, length)]);
      let from = 0;
      for (let end = rest.indexOf(LINE_BREAK); end !== -1; end = rest.indexOf(LINE_BREAK, from)) {
        yield rest.subarray(from, end + 1);
        from = end + 1;
      }
      rest = rest.subarray(from);
    }
    if (rest.length > 0) yield rest;
  } finally {
    closeSync(descriptor);
  }
}

/** The line of each acknowledged row of a file; `undefined` if no format is stored for the row. */
export async function* expectedLines(
  store: Store,
  sink: string,
  file: string,
  otherwise?: FormatName,
): AsyncGenerator<Buffer | undefined, void, undefined> {
  const [source, name] = file.split('/');
  const day = name.replace(/\.ndjson$/, '');
  const { acked } = (await store.sinks.get(sink))!;
  const formats = await store.sinks.formatsOf(sink);
  const where = 'source = ? AND day = ? AND seq <= ?';
  for await (const row of rowsInPieces(store.sql, { where, values: [source, day, acked] })) {
    const format = formats.find(({ fromSeq }) => fromSeq <= row.seq)?.format ?? otherwise;
    yield format && Buffer.from(`${FORMATS[format](row)}\n`);
  }
}

/**
 * Checks that the acknowledged lines of a file are those that the sink wrote.
 *
 * @returns what is wrong, in words.
 */
export async function editIn(
  store: Store,
  sink: string,
  file: string,
  path: string,
  bytes: number,
): Promise<string | undefined> {
  const said = store.version < CHAINS_SINCE ? undefined : await store.fileChains.headAt(sink, file, bytes);
  let head = '';
  if (said !== undefined) {
    for (const line of linesOf(path, bytes)) head = linkLine(head, line);
    if (head === said) return undefined;
  }
  // The chain says only that there is an edit, and files of an earlier version have none. The table says where it is.
  const expected = expectedLines(store, sink, file);
  let number = 0;
  for (const line of linesOf(path, bytes)) {
    number += 1;
    const { value, done } = await expected.next();
    if (done || (value && !value.equals(line))) return `line ${number} is not what was written`;
  }
  if (said === undefined) return undefined;
  return 'its lines are what the table says now, and not what was written';
}
