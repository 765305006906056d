import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { compressedName } from './day-file';
import { linkLine } from './file-chains';

const PIECE_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

/** Reads the first `bytes` of a file, compressed or not. If both files are there, they have the same lines. */
export async function* piecesOf(path: string, bytes: number): AsyncGenerator<Buffer, void, undefined> {
  const isPlain = existsSync(path);
  const file = createReadStream(isPlain ? path : compressedName(path), { highWaterMark: PIECE_BYTES });
  const text = isPlain ? file : pipeline(file, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined);
  let left = bytes;
  try {
    for await (const piece of text as AsyncIterable<Buffer>) {
      yield piece.length > left ? piece.subarray(0, left) : piece;
      left -= piece.length;
      if (left <= 0) return;
    }
  } finally {
    file.destroy();
  }
}

/** The lines in the first `bytes` of a file, each with its line break. The last one may have none. */
export async function* linesOf(path: string, bytes: number): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer[] = [];
  for await (const piece of piecesOf(path, bytes)) {
    let from = 0;
    for (let end = piece.indexOf(LINE_BREAK); end !== -1; end = piece.indexOf(LINE_BREAK, from)) {
      const line = piece.subarray(from, end + 1);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      from = end + 1;
    }
    if (from < piece.length) rest.push(piece.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

export function createLineChain() {
  let head = '';
  let begun: Hash | undefined;
  return {
    add(piece: Buffer): void {
      let from = 0;
      for (let end = piece.indexOf(LINE_BREAK); end !== -1; end = piece.indexOf(LINE_BREAK, from)) {
        const line = piece.subarray(from, end + 1);
        head = begun ? begun.update(line).digest('hex') : linkLine(head, line);
        begun = undefined;
        from = end + 1;
      }
      if (from === piece.length) return;
      begun ??= createHash('sha256').update(head);
      begun.update(piece.subarray(from));
    },
    head: (): string => begun?.copy().digest('hex') ?? head,
  };
}
