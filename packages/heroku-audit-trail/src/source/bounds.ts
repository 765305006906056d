import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '@j1-integrations/terminal';
import { CollectorError, EXIT } from '../errors';
import { switchedTo } from '../test-switches';

const MIB = 1024 * 1024;

export interface Bounds {
  what: string;
  bytes: number;
  seconds: number;
}

export const DAY_LIST_BOUNDS = { bytes: 256 * MIB, seconds: 900 };
export const ARCHIVE_BOUNDS = { bytes: 16 * 1024 * MIB, seconds: 4 * 3600 };
/** Real data does not compress better than this. */
const MAX_RATIO = 200;
const UNCHECKED_BYTES = 16 * MIB;

/** Not tried again, because the answer would be the same. */
export class LimitExceeded extends CollectorError {
  constructor({ what }: Pick<Bounds, 'what'>, says: string) {
    super(EXIT.unavailable, `${what} ${says}. It was not read to its end.`);
  }
}

/** The bounds apply to all pages together. */
export function createBounds(bounds: Bounds, now: () => number = () => performance.now()) {
  const seconds = switchedTo('bodySeconds') ?? bounds.seconds;
  const until = now() + seconds * 1000;
  let bytes = 0;
  return async function* within(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > bounds.bytes) throw new LimitExceeded(bounds, `has more than ${sizeOf(bounds.bytes)}`);
      if (now() > until) throw new LimitExceeded(bounds, `took longer than ${counted(seconds, 'second')}`);
      yield piece;
    }
  };
}

const sizeOf = (bytes: number) => (bytes < MIB ? counted(bytes, 'byte') : `${bytes / MIB} MiB`);

export async function* unzipped(
  pieces: AsyncIterable<Buffer>,
  bounds: Pick<Bounds, 'what'>,
): AsyncGenerator<Buffer, void, undefined> {
  let zipped = 0;
  let bytes = 0;
  const counting = async function* () {
    for await (const piece of pieces) {
      zipped += piece.length;
      yield piece;
    }
  };
  const unzip = pipeline(Readable.from(counting(), { objectMode: false }), createGunzip(), () => undefined);
  for await (const piece of unzip as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > UNCHECKED_BYTES && bytes > MAX_RATIO * zipped) {
      throw new LimitExceeded(bounds, `has a compression ratio above ${MAX_RATIO}`);
    }
    yield piece;
  }
}

export const unzippedBody = (
  { headers, body }: { headers: { get(name: string): string | null }; body: AsyncIterable<unknown> },
  bounds: Pick<Bounds, 'what'>,
): AsyncIterable<Buffer> => {
  const sent = body as AsyncIterable<Buffer>;
  return /gzip/i.test(headers.get('content-encoding') ?? '') ? unzipped(sent, bounds) : sent;
};
