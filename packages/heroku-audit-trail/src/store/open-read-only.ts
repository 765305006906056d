import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from './access';
import {
  busyMs,
  DATABASE,
  instanceOf,
  refuseDamaged,
  refuseForeign,
  refuseOther,
  requireDatabase,
  SIDECAR,
} from './checks';
import type { StoreFile } from './open-file';
import { readSidecar } from './sidecar';
import { loadSqlite, type Database } from './sqlite';

/** Opens a folder to read it, also while a collector runs. Changes no content and no modes. */
export function openForReading(folder: string): StoreFile {
  const path = requireDatabase(folder);
  const { db, close } = openReadOnly(path);
  try {
    refuseForeign(db, path);
    refuseDamaged(db, folder);
    const sidecar = join(folder, SIDECAR);
    const recorded = readSidecar(sidecar);
    const instance = instanceOf(db);
    if (recorded) refuseOther(instance, recorded, sidecar);
    return { db, folder, instance, close };
  } catch (error) {
    close();
    throw error;
  }
}

const NEEDS_FILES = /^SQLITE_(CANTOPEN|READONLY)/;

function openReadOnly(path: string): Pick<StoreFile, 'db' | 'close'> {
  try {
    const db = readable(path);
    return { db, close: () => db.close() };
  } catch (error) {
    if (!NEEDS_FILES.test(String((error as { code?: unknown }).code))) throw error;
    return openCopy(path);
  }
}

/** SQLite writes files next to a database in WAL mode. If this user cannot write there, we read a temporary copy. */
function openCopy(path: string): Pick<StoreFile, 'db' | 'close'> {
  const folder = mkdtempSync(join(tmpdir(), 'heroku-audit-trail-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    for (const end of ['', '-wal']) {
      if (sizeOf(path + end) !== undefined)
        copyFileSync(path + end, join(folder, DATABASE + end), constants.COPYFILE_FICLONE);
    }
    const db = readable(join(folder, DATABASE));
    const close = () => {
      db.close();
      process.off('exit', remove);
      remove();
    };
    return { db, close };
  } catch (error) {
    remove();
    throw error;
  }
}

function readable(path: string): Database {
  const db = new (loadSqlite())(path, { readonly: true, timeout: busyMs() });
  try {
    // SQLite opens the file only at the first read, which is the SELECT below.
    db.pragma('cache_size = -32000');
    db.pragma('trusted_schema = OFF');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
