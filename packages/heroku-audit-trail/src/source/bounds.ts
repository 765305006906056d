import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '@j1-integrations/terminal';
import { CollectorError, EXIT } from '../errors';
import { switchedTo } from '../test-switches';

const MIB = 1024 * 1024;

export interface Bounds {
  what: string;
  bytes: number;
  /** For the whole body, also if its bytes never stop. */
  seconds: number;
}

/** A day's list. */
export const LIST = { bytes: 256 * MIB, seconds: 900 };
/** An archive is on disk, so it can be larger. */
export const ARCHIVE = { bytes: 16 * 1024 * MIB, seconds: 4 * 3600 };
/** Real data does not compress better than this. */
const RATIO = 200;
const ANY_RATIO_BYTES = 16 * MIB;

/** It is not asked for again: the answer would be the same. */
export class LimitExceeded extends CollectorError {
  constructor({ what }: Pick<Bounds, 'what'>, says: string) {
    super(EXIT.unavailable, `${what} ${says}. It was not read to its end.`);
  }
}

/** Counts the bodies of all pages together. */
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

/** @throws LimitExceeded for a zip bomb. */
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
    if (bytes > ANY_RATIO_BYTES && bytes > RATIO * zipped) {
      throw new LimitExceeded(bounds, `is zipped to less than 1 part in ${RATIO}`);
    }
    yield piece;
  }
}

export const bodyOf = (
  { headers, body }: { headers: { get(name: string): string | null }; body: AsyncIterable<unknown> },
  bounds: Pick<Bounds, 'what'>,
): AsyncIterable<Buffer> => {
  const sent = body as AsyncIterable<Buffer>;
  return /gzip/i.test(headers.get('content-encoding') ?? '') ? unzipped(sent, bounds) : sent;
};
