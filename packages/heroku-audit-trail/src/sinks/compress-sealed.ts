import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isClosed } from '../model/day-states';
import { crashPoint } from '../crash-points';
import { sizeOf } from '../store/access';
import { compress } from '../store/compressed';
import { dayFileOf, nameOfFile, type DayFile } from '../store/day-file';
import type { SinkFile } from '../store/sinks';
import type { Store } from '../store/store';

export interface Sealing {
  name: string;
  folder: string;
  afterMs: number;
  repair: string;
}

/** Compresses files that get no more rows. Call it when everything is delivered. @throws the first failure, at the end. */
export async function compressSealed(store: Store, sealing: Sealing, signal: AbortSignal): Promise<void> {
  const { name, folder, afterMs, repair } = sealing;
  const plain = plainFilesIn(folder).filter((file) => isOldEnough(join(folder, file), afterMs));
  if (plain.length === 0) return;
  const known = new Map((await store.sinks.filesOf(name)).map((file) => [file.file, file]));
  let failure: Error | undefined;
  for (const file of plain) {
    const found = known.get(file);
    if (!found || signal.aborted || !(await getsNoMoreRows(store, found, known))) continue;
    if (found.sealed === 0) await store.transaction((tx) => tx.sinks.seal(name, file));
    crashPoint('Z1');
    const head = await store.fileChains.headAt(name, file, found.bytes);
    const { bytes } = found;
    try {
      await compress({ path: join(folder, file), bytes, head, access: store.access, signal, repair });
    } catch (error) {
      if (!signal.aborted) failure ??= error as Error;
    }
  }
  if (failure !== undefined) throw failure;
}

function plainFilesIn(folder: string): string[] {
  if (sizeOf(folder) === undefined) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => dayFileOf(file) !== undefined).sort();
}

const isOldEnough = (path: string, afterMs: number) => Date.now() - statSync(path).mtimeMs >= afterMs;

async function getsNoMoreRows(
  store: Store,
  { file, sealed }: SinkFile,
  known: ReadonlyMap<string, SinkFile>,
): Promise<boolean> {
  const { source, day, part } = dayFileOf(file) as DayFile;
  if (sealed === 1 || known.has(nameOfFile({ source, day, part: part + 1 }))) return true;
  return isClosed((await store.days.get(source, day))?.state);
}
