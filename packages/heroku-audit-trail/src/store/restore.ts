import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { ACCESS, sizeOf, type Access, type ReadableBy } from './access';
import { refuseDamagedBackup, sync } from './backup';
import { DATABASE, SIDECAR } from './checks';
import type { DayHead } from './chains';
import { decompress } from './compressed';
import { dayFileOf, plainName } from './day-file';
import { NAME } from '../model/name';
import { makeFolder, replacedFolder, syncFolder } from './folders';
import { takeLock } from './lock';
import { holderOf } from './open-file';
import { nameOfDay, readSidecar, writeSidecar, type Note } from './sidecar';
import { herokuNow } from './sources';
import { openReaderStore, type Store } from './store';

export interface Restored {
  rows: number;
  shorter: DayHead[];
  /** The folder with the old files; `undefined` if there were none. */
  aside: string | undefined;
}

export interface RestoreOptions {
  from: string;
  folder: string;
  readableBy: ReadableBy;
  folderOf: (sink: string) => string;
}

/** Replaces the database by a backup, and cuts files to the length that the backup knows. Keeps the old files aside. */
export async function restore({ from, folder, readableBy, folderOf }: RestoreOptions): Promise<Restored> {
  const access = ACCESS[readableBy];
  const backup = await openReaderStore(from);
  try {
    refuseDamagedBackup(backup, from);
    makeFolder(folder, access);
    const lock = takeLock(folder, () => holderOf(folder));
    try {
      const sidecar = join(folder, SIDECAR);
      const recorded = readSidecar(sidecar);
      if (recorded && recorded.instance !== backup.instance) throw otherInstance(folder, from);
      const aside = replacedFolder(folder);
      copyFileSync(join(from, DATABASE), join(folder, `${DATABASE}.new`));
      sync(join(folder, `${DATABASE}.new`));
      // Files come before the database, so that the restore can be run again after a crash. A forged backup could name a
      // path outside of the folder.
      for (const { name, type } of await backup.sinks.all())
        if (type === 'ndjson' && NAME.test(name))
          await takeBack(backup, name, folderOf(name), join(aside, name), access);
      for (const end of ['', '-wal', '-shm']) moveInto(aside, join(folder, DATABASE + end));
      renameSync(join(folder, `${DATABASE}.new`), join(folder, DATABASE));
      syncFolder(folder);
      const heads = new Map((await backup.chains.all()).map((head) => [nameOfDay(head), head]));
      const shorter = [...(recorded?.heads.values() ?? [])].filter(
        (had) => had.links > (heads.get(nameOfDay(had))?.links ?? 0),
      );
      const notes = [
        ...(recorded ?? readSidecar(join(from, SIDECAR)) ?? { notes: [] }).notes,
        ...(await notesOf(backup, shorter)),
      ];
      writeSidecar(sidecar, { instance: backup.instance, heads, notes }, access.file);
      return { rows: await backup.sinks.lastSeq(), shorter, aside: existsSync(aside) ? aside : undefined };
    } finally {
      lock.release();
    }
  } finally {
    await backup.close();
  }
}

const otherInstance = (folder: string, from: string) =>
  new CollectorError(
    EXIT.config,
    `The backup in ${from} is of another database than the one that belongs in ${folder}. Nothing was changed.`,
    'Restore it into a new folder (--data-dir), or move the old files aside: heroku-audit-trail doctor --start-over',
  );

async function notesOf(backup: Store, shorter: readonly DayHead[]): Promise<Note[]> {
  const sources = new Map((await backup.sources.all()).map((source) => [source.name, source]));
  return shorter.map((had) => {
    const source = sources.get(had.source);
    return { ...had, what: 'restored', at: new Date(source ? herokuNow(source) : Date.now()).toISOString() };
  });
}

function moveInto(aside: string, path: string): void {
  if (sizeOf(path) === undefined) return;
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  renameSync(path, join(aside, relative(dirname(path), path)));
}

/** Cuts files to the length that the backup knows. Copies longer ones aside first. */
async function takeBack(backup: Store, sink: string, folder: string, aside: string, access: Access): Promise<void> {
  if (sizeOf(folder) === undefined) return;
  const known = new Map((await backup.sinks.filesOf(sink)).map((one) => [one.file, one]));
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const plain = plainName(file);
    if (!dayFileOf(plain)) continue;
    const { bytes, sealed } = known.get(plain) ?? { bytes: 0, sealed: 0 };
    const path = join(folder, file);
    // If the file is not sealed in the backup, it still gets rows. Then a compressed file must become plain again.
    if (file === plain ? statSync(path).size <= bytes : sealed === 1) continue;
    makeFolder(dirname(join(aside, file)));
    copyFileSync(path, join(aside, file));
    sync(join(aside, file));
    if (file !== plain) await decompress(join(folder, plain), bytes, access);
    else if (bytes === 0) rmSync(path);
    else truncateSync(path, bytes);
  }
}
