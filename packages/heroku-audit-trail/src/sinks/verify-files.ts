import { existsSync } from 'node:fs';
import { FORMATS } from '../formats/format';
import type { FormatName } from '../model/format-name';
import { dayFileOf, nameOfFile } from '../store/day-file';
import { createLineChain, linesOf, piecesOf } from '../store/file-lines';
import { rowsInPieces } from '../store/log-rows';
import { CHAINS_SINCE } from '../store/schema';
import type { SinkFile } from '../store/sinks';
import type { Store } from '../store/store';

/** The line of each acknowledged row of a file; `undefined` if no format is stored for the row. */
export async function* expectedLines(
  store: Store,
  sink: string,
  file: string,
  otherwise?: FormatName,
): AsyncGenerator<Buffer | undefined, void, undefined> {
  const { source, day, part } = dayFileOf(file)!;
  const { acked } = (await store.sinks.get(sink))!;
  const formats = await store.sinks.formatsOf(sink);
  const files = new Map((await store.sinks.filesOf(sink)).map((one) => [one.file, one]));
  const { firstSeq = 0 } = files.get(file) ?? {};
  const next = files.get(nameOfFile({ source, day, part: part + 1 }));
  const last = next ? next.firstSeq - 1 : acked;
  const where = 'source = ? AND day = ? AND seq >= ? AND seq <= ?';
  for await (const row of rowsInPieces(store.sql, { where, values: [source, day, firstSeq, last] })) {
    const format = formats.find(({ fromSeq }) => fromSeq <= row.seq)?.format ?? otherwise;
    yield format && Buffer.from(`${FORMATS[format](row)}\n`);
  }
}

/** Checks that a file has the lines that the sink wrote. @returns the first difference. */
export async function editIn(
  store: Store,
  sink: string,
  { file, bytes }: Pick<SinkFile, 'file' | 'bytes'>,
  path: string,
): Promise<string | undefined> {
  // After a crash, a plain file may be longer. A compressed file never is, so one more byte shows an edit.
  const most = existsSync(path) ? bytes : bytes + 1;
  const recordedHead = store.version < CHAINS_SINCE ? undefined : await store.fileChains.headAt(sink, file, bytes);
  if (recordedHead !== undefined) {
    const chain = createLineChain();
    for await (const piece of piecesOf(path, most)) chain.add(piece);
    if (chain.head() === recordedHead) return undefined;
  }
  // The chain shows only that there is an edit, and a file of an earlier version has none. The table shows where it is.
  const expected = expectedLines(store, sink, file);
  let number = 0;
  for await (const line of linesOf(path, most)) {
    number += 1;
    const { value, done } = await expected.next();
    if (done || (value && !value.equals(line))) return `line ${number} is not what was written`;
  }
  if (!(await expected.next()).done) return `it ends after line ${number}`;
  if (recordedHead === undefined) return undefined;
  return 'its lines are those of the table now, but not those that were written';
}
