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
import type { StoreFile } from './open';
import { readSidecar } from './sidecar';
import { loadSqlite, type Database } from './sqlite';

/** Opens a folder to look at it, beside a collector or without one. Changes nothing in it, neither content nor modes. */
export function openForReading(folder: string): StoreFile {
  const path = requireDatabase(folder);
  const { db, close } = openReadOnly(path);
  try {
    refuseForeign(db, path);
    refuseDamaged(db, folder);
    const sidecar = join(folder, SIDECAR);
    const beside = readSidecar(sidecar);
    const instance = instanceOf(db);
    if (beside) refuseOther(instance, beside, sidecar);
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

/**
 * SQLite wants to make files beside a database in the mode that the collector uses. Where this user may not, on a disk
 * or a copy that is for reading only, it is a copy of our own that is read.
 */
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
    // Opened it is only by the first that is read of it.
    db.pragma('cache_size = -32000');
    db.pragma('trusted_schema = OFF');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
