import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import type { FormatName } from '../model/format-name';
import { sizeOf } from '../store/access';
import { compressedName, dayFileOf } from '../store/day-file';
import type { Finding } from '../store/doctor';
import { linkLine } from '../store/file-chains';
import { makeFolder, syncFolder } from '../store/folders';
import type { SinkFile } from '../store/sinks';
import type { Store } from '../store/store';
import { editIn, expectedLines } from './verify-files';

export async function findWrongFiles(
  store: Store,
  sink: string,
  folder: string,
): Promise<{ file: string; finding: Finding }[]> {
  const wrong: { file: string; finding: Finding }[] = [];
  for (const known of await store.sinks.filesOf(sink)) {
    const what = await wrongWith(store, sink, known, join(folder, known.file));
    if (what === undefined) continue;
    const advice = 'Stop the collector, and run doctor --repair, which writes the file again.';
    wrong.push({ file: known.file, finding: { ok: false, what, advice } });
  }
  return wrong;
}

async function wrongWith(store: Store, sink: string, file: SinkFile, path: string): Promise<string | undefined> {
  const compressed = compressedName(path);
  const size = sizeOf(path);
  const isCompressed = size === undefined && sizeOf(compressed) !== undefined;
  if (!isCompressed && (size ?? 0) < file.bytes)
    return `${path} has ${size ?? 0} bytes, but ${file.bytes} were acknowledged`;
  const found = isCompressed ? compressed : path;
  try {
    const edit = await editIn(store, sink, file, path);
    return edit && `${found}: ${edit}`;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    return `${found} cannot be unpacked (${code})`;
  }
}

/** Rewrites a file from the table. Each row gets its stored format, else `otherwise`. @throws CollectorError without one. */
export async function rewriteFile(
  store: Store,
  sink: string,
  folder: string,
  file: string,
  otherwise?: FormatName,
): Promise<void> {
  const path = join(folder, file);
  if (await isRemovedByRetention(store, file)) throw ofRemoved(path);
  makeFolder(dirname(path), store.access);
  const descriptor = openSync(`${path}.new`, 'w', store.access.file);
  let bytes = 0;
  let head = '';
  try {
    for await (const line of expectedLines(store, sink, file, otherwise)) {
      if (line === undefined) throw unknownFormat(path, store.folder);
      writeFileSync(descriptor, line);
      bytes += line.length;
      head = linkLine(head, line);
    }
    fchmodSync(descriptor, store.access.file);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(`${path}.new`);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  // The file is never longer than its stored size, because the collector would cut it inside a line. After a crash here it
  // is too short, and the next repair writes it again.
  rmSync(path, { force: true });
  rmSync(compressedName(path), { force: true });
  syncFolder(dirname(path));
  await store.transaction(async ({ sinks, fileChains }) => {
    await sinks.setBytes(sink, file, bytes);
    await fileChains.set(sink, file, bytes, head);
  });
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

export async function isRemovedByRetention({ days }: Store, file: string): Promise<boolean> {
  const { source, day } = dayFileOf(file)!;
  return (await days.get(source, day))?.removedAt != null;
}

const ofRemoved = (path: string) =>
  new CollectorError(
    EXIT.config,
    `${path} cannot be written again, because retention removed the rows of its day.`,
    'Restore it from a backup.',
  );

const unknownFormat = (path: string, dataDir: string) =>
  new CollectorError(
    EXIT.config,
    `The format of ${path} is not known, because an earlier version of the collector did not store it.`,
    `Name the format of its sink: heroku-audit-trail doctor --repair --format raw --data-dir ${dataDir}  (or ocsf)`,
  );
