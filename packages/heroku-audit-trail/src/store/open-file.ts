import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { otherWriters } from '@j1-integrations/terminal';
import { commandName } from '../command-name';
import { CollectorError, EXIT } from '../errors';
import { ACCESS, grantAccess, sizeOf, type Access } from './access';
import {
  busyMs,
  DATABASE,
  instanceOf,
  lostDatabase,
  PAGE_BYTES,
  refuseDamaged,
  isUntouched,
  refuseForeign,
  refuseOther,
  requireDatabase,
  SIDECAR,
} from './checks';
import { takeLock } from './lock';
import { createTables, migrateTables, SCHEMA_VERSION, versionOf } from './schema';
import { readSidecar } from './sidecar';
import { loadSqlite, type Database } from './sqlite';

export interface StoreFile {
  db: Database;
  folder: string;
  /** The id of the database, which never changes. It is a part of the key of each batch. */
  instance: string;
  close(): void;
}

/** Opens the folder for the collector, and takes its lock. Creates a new folder. */
export function openForWriting(folder: string, access: Access): StoreFile {
  makeFolder(folder, access);
  const lock = takeLock(folder, () => holderOf(folder));
  try {
    const db = openDatabase(folder, access);
    try {
      if (versionOf(db) < SCHEMA_VERSION) migrateTables(db);
      const instance = instanceOf(db);
      const recorded = readSidecar(join(folder, SIDECAR));
      if (recorded) refuseOther(instance, recorded, join(folder, SIDECAR));
      db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(
        'holder',
        JSON.stringify({ pid: process.pid, command: commandName(), since: new Date().toISOString() }),
      );
      if (access !== ACCESS.owner) grantAccess(folder, access);
      return {
        db,
        folder,
        instance,
        close() {
          db.close();
          lock.release();
        },
      };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makeFolder(folder: string, { folder: mode }: Access): void {
  try {
    const made = mkdirSync(folder, { recursive: true, mode });
    if (made !== undefined) chmodSync(folder, mode);
    else refuseSharedFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new CollectorError(
      EXIT.config,
      `${folder} cannot be a folder: ${code === 'EEXIST' ? 'it is a file' : 'a part of its path is a file'} (${code}).`,
      'Name another one: --data-dir, HEROKU_AUDIT_TRAIL_DATA_DIR, or dataDir in the configuration.',
    );
  }
}

/** The log proves nothing if other users can change it. */
function refuseSharedFolder(folder: string): void {
  const writers = otherWriters(folder);
  if (writers === undefined) return;
  throw new CollectorError(
    EXIT.config,
    `${writers}, and could change what was collected. Nothing was written.`,
    `chmod go-w ${folder}, or name a new folder in it, to which only its owner will have access.`,
  );
}

export function openForSecondWriter(folder: string): StoreFile {
  requireDatabase(folder);
  const db = openDatabase(folder);
  const sidecar = join(folder, SIDECAR);
  try {
    const instance = instanceOf(db);
    const recorded = readSidecar(sidecar);
    if (recorded) refuseOther(instance, recorded, sidecar);
    return { db, folder, instance, close: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** @param access the modes for the files; only a collector gives it. */
function openDatabase(folder: string, access?: Access): Database {
  const path = join(folder, DATABASE);
  const isNew = !sizeOf(path);
  if (isNew && sizeOf(join(folder, SIDECAR)) !== undefined) throw lostDatabase(folder);
  const db = new (loadSqlite())(path, { timeout: busyMs() });
  try {
    // SQLite gives its -wal and -shm files the same mode, so the mode is set first.
    if (access) chmodSync(path, access.file);
    // Has an effect on a new file only.
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -32000');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('trusted_schema = OFF');
    if (access && (isNew || isUntouched(db))) createTables(db, randomUUID());
    refuseForeign(db, path);
    refuseDamaged(db, folder);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function holderOf(folder: string): string | undefined {
  try {
    const db = new (loadSqlite())(join(folder, DATABASE), { readonly: true, timeout: 200 });
    try {
      const { value } = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'holder'").get()!;
      const { pid, command, since } = JSON.parse(value) as { pid: number; command: string; since: string };
      return `${command}, process ${pid}, since ${since}`;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}
