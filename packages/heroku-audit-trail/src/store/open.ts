import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { takeLock } from './lock';
import { APPLICATION_ID, createTables, migrateTables, SCHEMA_VERSION, versionOf } from './schema';
import { loadSqlite, type Database } from './sqlite';

export const DATABASE = 'heroku_logs.db';
/** Names the database that belongs here, so that one that is lost is not taken for one that never was. */
export const SIDECAR = 'heroku_logs.id';

export interface StoreFile {
  db: Database;
  folder: string;
  /** Of this database, for ever: part of what makes a batch's name unique. */
  instance: string;
  close(): void;
}

/** Larger ones are looked through by `doctor` only: that takes a second for every few hundred megabytes. */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;

/** How long another program's transaction is waited for. Tests wait shorter. */
const busyMs = () => Number(process.env.HEROKU_AUDIT_TRAIL_BUSY_MS) || 5000;

/** Opens the folder for collecting: makes it where it is new, takes its lock, and refuses what is not as it was left. */
export function openForWriting(folder: string): StoreFile {
  makeFolder(folder);
  const lock = takeLock(folder, () => holderOf(folder));
  try {
    const db = openDatabase(folder);
    if (versionOf(db) < SCHEMA_VERSION) migrateTables(db);
    db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(
      'holder',
      JSON.stringify({ pid: process.pid, command: process.argv[2] ?? '', since: new Date().toISOString() }),
    );
    const file = fileOf(db, folder);
    return {
      ...file,
      close() {
        file.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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

/** Opens a folder that exists, beside a collector or without one. */
export function openBeside(folder: string): StoreFile {
  const path = join(folder, DATABASE);
  if (!existsSync(path) && !existsSync(join(folder, SIDECAR))) {
    throw new CollectorError(
      EXIT.config,
      `There is no audit trail in ${folder}.`,
      'Name another folder with --data-dir, or collect first: heroku-audit-trail collect --once',
    );
  }
  return fileOf(openDatabase(folder), folder);
}

function fileOf(db: Database, folder: string): StoreFile {
  const instance = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get('instance') as string;
  return { db, folder, instance, close: () => db.close() };
}

function openDatabase(folder: string): Database {
  const path = join(folder, DATABASE);
  const sidecar = join(folder, SIDECAR);
  const isNew = !existsSync(path) || statSync(path).size === 0;
  if (isNew && existsSync(sidecar)) {
    throw new CollectorError(
      EXIT.config,
      `${path} is gone or empty, but ${sidecar} says that there was one. Starting from nothing would deliver everything twice.`,
      `Bring the file back, or look at it with: heroku-audit-trail doctor --data-dir ${folder}`,
    );
  }
  const db = new (loadSqlite())(path, { timeout: busyMs() });
  try {
    chmodSync(path, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -32000');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('trusted_schema = OFF');
    if (isNew || isUntouched(db)) createTables(db, randomUUID());
    refuseForeign(db, path);
    if (statSync(path).size < QUICK_CHECK_BYTES) refuseDamaged(db, folder);
    matchSidecar(db, sidecar);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A file that was made, by a process that ended before it had tables. */
const isUntouched = (db: Database) =>
  db.pragma('application_id', { simple: true }) === 0 &&
  db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;

function refuseForeign(db: Database, path: string): void {
  const version = versionOf(db);
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new CollectorError(
      EXIT.config,
      `${path} is a database, but not one of this collector.`,
      'Name another folder.',
    );
  }
  if (version < 1 || version > SCHEMA_VERSION) {
    throw new CollectorError(
      EXIT.config,
      `${path} has the tables of version ${version}; this collector knows them up to version ${SCHEMA_VERSION}.`,
      'Use the version of the collector that wrote it, or a later one.',
    );
  }
}

function refuseDamaged(db: Database, folder: string): void {
  const found = db.prepare('PRAGMA quick_check(1)').pluck().get();
  if (found === 'ok') return;
  throw new CollectorError(
    EXIT.config,
    `The database in ${folder} is damaged: ${String(found).split('\n')[0]}`,
    `Look at it with: heroku-audit-trail doctor --data-dir ${folder}`,
  );
}

function matchSidecar(db: Database, sidecar: string): void {
  const instance = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get('instance') as string;
  if (!existsSync(sidecar)) {
    writeDurably(sidecar, `${instance}\n`);
    return;
  }
  const expected = readFileSync(sidecar, 'utf8').trim();
  if (expected === instance) return;
  throw new CollectorError(
    EXIT.config,
    `The database is not the one that belongs here: ${sidecar} names ${expected || 'none'}, the database is ${instance}.`,
    `Bring the right file back; if this is the right one, delete ${sidecar}.`,
  );
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(`${path}.new`, 'w', 0o600);
  writeFileSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${path}.new`, path);
}

/** Who collects into this folder, in words. */
export function holderOf(folder: string): string | undefined {
  try {
    const db = new (loadSqlite())(join(folder, DATABASE), { readonly: true, timeout: 200 });
    try {
      const text = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get('holder') as string;
      const { pid, command, since } = JSON.parse(text) as { pid: number; command: string; since: string };
      return `${command}, process ${pid}, since ${since}`;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}
