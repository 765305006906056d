import { chmodSync, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import type { Access } from './access';
import { compressedName } from './day-file';
import { createLineChain, piecesOf } from './file-lines';
import { syncFolder } from './folders';

export interface Compressing {
  path: string;
  bytes: number;
  head: string | undefined;
  access: Access;
  signal: AbortSignal;
  repair: string;
}

/** After a crash, one or both files are there, and the next call continues. @throws CollectorError if a line was edited. */
export async function compress({ path, bytes, head, access, signal, repair }: Compressing): Promise<void> {
  const compressed = compressedName(path);
  const part = `${compressed}.new`;
  const chain = createLineChain();
  let length = 0;
  const pieces = async function* () {
    for await (const piece of piecesOf(path, bytes)) {
      chain.add(piece);
      length += piece.length;
      yield piece;
    }
  };
  try {
    await pipeline(pieces, createGzip(), createWriteStream(part, { mode: access.file, flush: true }), { signal });
    if (length < bytes || (head !== undefined && chain.head() !== head))
      throw new CollectorError(
        EXIT.config,
        `${path} is not what was written, so it is not compressed: someone has edited, cut or replaced it.`,
        repair,
      );
    chmodSync(part, access.file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  crashPoint('Z2');
  renameSync(part, compressed);
  syncFolder(dirname(path));
  crashPoint('Z3');
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}

/** Replaces a compressed file by a plain one with its first `bytes`. A plain file that is already there stays. */
export async function decompress(path: string, bytes: number, access: Access): Promise<void> {
  const compressed = compressedName(path);
  if (!existsSync(compressed)) return;
  if (!existsSync(path) && bytes > 0) {
    const part = `${path}.new`;
    await pipeline(piecesOf(path, bytes), createWriteStream(part, { mode: access.file, flush: true }));
    chmodSync(part, access.file);
    renameSync(part, path);
    syncFolder(dirname(path));
  }
  rmSync(compressed);
  syncFolder(dirname(path));
}
