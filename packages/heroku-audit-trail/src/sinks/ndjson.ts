import { closeSync, existsSync, fchmodSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crashPoint, writesInPieces } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { FORMATS, type Format, type FormatName } from '../formats/format';
import { ACCESS, type Access } from '../store/access';
import { linkLine, type Appended } from '../store/file-chains';
import { makeFolder, syncFolder } from '../store/folders';
import type { LogRow } from '../model/log-row';
import type { Batch, Sink } from './sink';

export interface NdjsonOptions {
  name: string;
  /** The files are `<source>/<day>.ndjson` in this folder. */
  folder: string;
  format: FormatName;
  committed: (file: string) => Promise<Committed>;
  /** Default: only the owner can read the files. */
  access?: Access;
  rows?: number;
  /** See `Sink`. */
  prepare?: () => Promise<void>;
  /** A sentence that says how to repair a file that is too short. */
  repair: string;
}

export interface Committed {
  bytes: number;
  /** The head of the chain of its lines; `undefined` if it has none. */
  head: string | undefined;
}

/**
 * One file for each day. Up to the acknowledged size it has every row exactly once. After a crash, the rest is cut off and
 * the same batch is written again.
 */
export function ndjsonSink(options: NdjsonOptions): Sink {
  const { name, folder, format, committed, access = ACCESS.owner, rows = 2000, repair, prepare } = options;
  return {
    name,
    prepare,
    type: 'ndjson',
    format,
    rows,
    bytes: 8 * 1024 * 1024,
    async deliver({ rows: batch }: Batch) {
      const written = new Map<string, Appended>();
      const open: number[] = [];
      try {
        for (const [file, lines] of linesByFile(batch, FORMATS[format])) {
          const { bytes: from, head } = await committed(file);
          const descriptor = openAt(join(folder, file), from, repair, access);
          open.push(descriptor);
          const bytes = from + append(descriptor, lines, from);
          written.set(file, { from, bytes, head: head === undefined ? undefined : lines.reduce(linkLine, head) });
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

/** Safe as a path: the configuration has checked the names of sources. */
export const fileOf = ({ source, day }: Pick<LogRow, 'source' | 'day'>): string => `${source}/${day}.ndjson`;

function linesByFile(rows: readonly LogRow[], format: Format): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const row of rows) {
    const file = fileOf(row);
    const lines = files.get(file);
    if (lines) lines.push(`${format(row)}\n`);
    else files.set(file, [`${format(row)}\n`]);
  }
  return files;
}

/** Opens a file and cuts off what is not acknowledged. */
function openAt(path: string, size: number, repair: string, access: Access): number {
  const isNew = !existsSync(path);
  if (isNew) makeFolder(dirname(path), access);
  const descriptor = openSync(path, isNew ? 'wx+' : 'r+', access.file);
  if (isNew) fchmodSync(descriptor, access.file);
  const { size: found } = fstatSync(descriptor);
  if (found < size) {
    closeSync(descriptor);
    throw new CollectorError(
      EXIT.config,
      `${path} has ${found} bytes, and ${size} were acknowledged: somebody has cut or replaced it.`,
      repair,
    );
  }
  if (found > size) ftruncateSync(descriptor, size);
  if (isNew) syncFolder(dirname(path));
  return descriptor;
}

function append(descriptor: number, lines: readonly string[], at: number): number {
  const bytes = Buffer.from(lines.join(''));
  let written = 0;
  if (writesInPieces) {
    written = writeSync(descriptor, bytes, 0, Math.floor(bytes.length / 2), at);
    crashPoint('D2');
  }
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, at + written);
  }
  return bytes.length;
}
