import { closeSync, existsSync, fchmodSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crashPoint, writesInPieces } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { FORMATS, type Format } from '../formats/format';
import type { FormatName } from '../model/format-name';
import { ACCESS, type Access } from '../store/access';
import { decompress } from '../store/compressed';
import { nameOfFile, type DayFile } from '../store/day-file';
import { linkLine, type Appended } from '../store/file-chains';
import { makeFolder, syncFolder } from '../store/folders';
import type { LogRow } from '../model/log-row';
import type { Batch, Sink } from './sink';

export interface NdjsonOptions {
  name: string;
  folder: string;
  format: FormatName;
  /** The acknowledged part of the last file of a day. */
  lastFile: (source: string, day: string) => Promise<Acknowledged | undefined>;
  /** Only a single large batch makes a longer file. */
  rotateBytes: number;
  access?: Access;
  rows?: number;
  prepare?: Sink['prepare'];
  tidy?: Sink['tidy'];
  /** The advice if a file is too short. */
  repair: string;
}

export interface Acknowledged extends Pick<DayFile, 'part'> {
  bytes: number;
  head: string | undefined;
  sealed: boolean;
}

/** Up to the acknowledged size, a file has every row exactly once. After a crash, the rest is cut off and written again. */
export function ndjsonSink(options: NdjsonOptions): Sink {
  const { name, folder, format, lastFile, rotateBytes, rows = 2000, prepare, tidy } = options;
  return {
    name,
    prepare,
    tidy,
    type: 'ndjson',
    format,
    rows,
    bytes: 8 * 1024 * 1024,
    async deliver({ rows: batch }: Batch) {
      const written = new Map<string, Appended>();
      const open: number[] = [];
      try {
        for (const { source, day, firstSeq, lines } of linesByDay(batch, FORMATS[format])) {
          const text = Buffer.from(lines.join(''));
          const { part, bytes: from, head } = placeFor(text.length, await lastFile(source, day), rotateBytes);
          const file = nameOfFile({ source, day, part });
          const descriptor = await openAt(join(folder, file), from, options);
          open.push(descriptor);
          append(descriptor, text, from);
          const bytes = from + text.length;
          written.set(file, {
            firstSeq,
            from,
            bytes,
            head: head === undefined ? undefined : lines.reduce(linkLine, head),
          });
        }
        crashPoint('D3');
        for (const descriptor of open) fsyncSync(descriptor);
      } finally {
        for (const descriptor of open) closeSync(descriptor);
      }
      return { files: written };
    },
    close: () => undefined,
  };
}

interface DayLines extends Pick<DayFile, 'source' | 'day'> {
  firstSeq: number;
  lines: string[];
}

function linesByDay(rows: readonly LogRow[], format: Format): Iterable<DayLines> {
  const days = new Map<string, DayLines>();
  for (const row of rows) {
    const { source, day, seq: firstSeq } = row;
    const key = `${source} ${day}`;
    const found = days.get(key) ?? { source, day, firstSeq, lines: [] };
    found.lines.push(`${format(row)}\n`);
    days.set(key, found);
  }
  return days.values();
}

const EMPTY = { bytes: 0, head: '' };

/** A repeated batch gets the same file. */
function placeFor(bytes: number, last: Acknowledged | undefined, most: number): Omit<Acknowledged, 'sealed'> {
  if (!last) return { part: 1, ...EMPTY };
  const isFull = last.bytes > 0 && last.bytes + bytes > most;
  return last.sealed || isFull ? { part: last.part + 1, ...EMPTY } : last;
}

async function openAt(
  path: string,
  size: number,
  { access = ACCESS.owner, repair }: Pick<NdjsonOptions, 'access' | 'repair'>,
): Promise<number> {
  // The file is compressed only after an older database was restored.
  await decompress(path, size, access);
  const isNew = !existsSync(path);
  if (isNew) makeFolder(dirname(path), access);
  const descriptor = openSync(path, isNew ? 'wx+' : 'r+', access.file);
  if (isNew) fchmodSync(descriptor, access.file);
  const { size: found } = fstatSync(descriptor);
  if (found < size) {
    closeSync(descriptor);
    throw new CollectorError(
      EXIT.config,
      `${path} has ${found} bytes, but ${size} were acknowledged: someone has cut or replaced it.`,
      repair,
    );
  }
  if (found > size) ftruncateSync(descriptor, size);
  if (isNew) syncFolder(dirname(path));
  return descriptor;
}

function append(descriptor: number, bytes: Buffer, at: number): void {
  let written = 0;
  if (writesInPieces) {
    written = writeSync(descriptor, bytes, 0, Math.floor(bytes.length / 2), at);
    crashPoint('D2');
  }
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, at + written);
  }
}
