import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../crash-points';
import { BrokenAnswer, CollectorError, EXIT } from '../errors';
import type { Archive } from '../source/archives';
import { ARCHIVE_BOUNDS, createBounds, unzipped } from '../source/bounds';
import { LargeItems, type LeftOut } from '../source/item-parts';
import { BrokenList, jsonItems } from '../source/json-items';
import type { Source } from '../source/source';
import { withRetries, type RetryOptions } from './retries';

export interface ArchiveOptions extends RetryOptions {
  source: Source;
  archive: Archive;
  folder: string;
  onBytes?: (bytes: number, size: number) => void;
}

export async function withArchive<T>(options: ArchiveOptions, read: (file: string) => Promise<T>): Promise<T> {
  const folder = join(options.folder, 'archives');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeFilesOfKilledProcesses(folder);
  const file = join(folder, `archive.${process.pid}.part`);
  try {
    await withRetries(options, () => download(options, file));
    return await read(file);
  } finally {
    rmSync(file, { force: true });
  }
}

async function download({ source, archive, onBytes, signal }: ArchiveOptions, file: string): Promise<void> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w', 0o600);
  const promised = archive.size > 0 ? archive.size : Infinity;
  const what = `The archive of ${archive.month}`;
  const within = createBounds({ what, ...ARCHIVE_BOUNDS, bytes: Math.min(promised, ARCHIVE_BOUNDS.bytes) });
  let bytes = 0;
  try {
    for await (const piece of within(await source.download(archive))) {
      hash.update(piece);
      await handle.write(piece);
      bytes += piece.length;
      onBytes?.(bytes, archive.size);
    }
  } catch (error) {
    if (signal.aborted || error instanceof CollectorError || isFileError(error)) throw error;
    throw new BrokenAnswer(`The archive of ${archive.month} broke off: ${(error as Error).message}`);
  } finally {
    await handle.close();
  }
  crashPoint('A1');
  const checksum = hash.digest('hex');
  if (checksum === archive.checksum) return;
  throw new BrokenAnswer(
    `The archive of ${archive.month} has the SHA-256 ${checksum}, but Heroku announced ${archive.checksum}. ` +
      'The archive was not used.',
  );
}

const isFileError = (error: unknown) => typeof (error as NodeJS.ErrnoException).syscall === 'string';

/** @throws CollectorError; `EntriesLeftOut` after all other entries. */
export async function* entriesOf(file: string, month: string): AsyncGenerator<Buffer[], void, undefined> {
  const what = `The archive of ${month}`;
  const within = createBounds({ what, ...ARCHIVE_BOUNDS });
  try {
    yield* jsonItems(within(unzipped(createReadStream(file) as AsyncIterable<Buffer>, { what })));
  } catch (error) {
    const right = `${what} has the right checksum, but its content`;
    if (error instanceof LargeItems) throw new EntriesLeftOut(month, error.message, error.items);
    if (error instanceof BrokenList) throw new CollectorError(EXIT.unavailable, `${right} ${error.message}.`);
    if (!String((error as { code?: unknown }).code).startsWith('Z_')) throw error;
    throw new CollectorError(EXIT.unavailable, `${right} cannot be unzipped.`);
  }
}

export class EntriesLeftOut extends CollectorError {
  constructor(
    month: string,
    summary: string,
    readonly large: readonly LeftOut[] = [],
  ) {
    const message = `The archive of ${month} has the right checksum, but its content ${summary}.`;
    super(EXIT.unavailable, message, 'No day of this month was marked as reconciled. Ask Heroku about the entry.');
  }
}

function removeFilesOfKilledProcesses(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/\.(\d+)\.part$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
