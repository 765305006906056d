import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { switchedTo } from '../test-switches';
import { notReadable, sizeOf } from './access';
import { APPLICATION_ID, SCHEMA_VERSION, versionOf } from './schema';
import type { Sidecar } from './sidecar';
import type { Database } from './sqlite';

export const DATABASE = 'heroku_logs.db';
export const SIDECAR = 'heroku_logs.id';

/** Rows have about a kilobyte. With pages of 4096 bytes, inserts take a tenth more CPU time. */
export const PAGE_BYTES = 8192;

/** Only `doctor` checks larger databases: a second for every few hundred megabytes. */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;

export const busyMs = () => switchedTo('busyMs') ?? 5000;

/** @throws CollectorError if the database never existed, is gone, or cannot be read. */
export function requireDatabase(folder: string): string {
  const path = join(folder, DATABASE);
  const [size, recorded] = [sizeOf(path), sizeOf(join(folder, SIDECAR))];
  if (size === undefined && recorded === undefined) {
    throw noTrail(folder);
  }
  if (!size && recorded !== undefined) throw lostDatabase(folder);
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw notReadable(path, (error as NodeJS.ErrnoException).code);
  }
  return path;
}

const noTrail = (folder: string) =>
  new CollectorError(
    EXIT.config,
    `There is no audit trail in ${folder}.`,
    'Name another folder with --data-dir, or collect first: heroku-audit-trail collect --once',
  );

export const lostDatabase = (folder: string) =>
  new CollectorError(
    EXIT.config,
    `${join(folder, DATABASE)} is gone or empty, but ${join(folder, SIDECAR)} says that there was one. A new ` +
      'database would deliver everything twice.',
    `Restore the file, or run: heroku-audit-trail doctor --data-dir ${folder}`,
  );

/** Whether a process made the file and ended before it made the tables. */
export const isUntouched = (db: Database): boolean =>
  db.pragma('application_id', { simple: true }) === 0 &&
  db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()!.n === 0;

export function refuseForeign(db: Database, path: string): void {
  const version = versionOf(db);
  if (isUntouched(db)) throw noTrail(dirname(path));
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

/** @throws CollectorError if the database is damaged. Does not check large databases. */
export function refuseDamaged(db: Database, folder: string): void {
  if ((sizeOf(join(folder, DATABASE)) ?? 0) >= QUICK_CHECK_BYTES) return;
  const damage = firstDamage(db);
  if (damage === undefined) return;
  throw new CollectorError(
    EXIT.config,
    `The database in ${folder} is damaged: ${damage}`,
    `Look at it with: heroku-audit-trail doctor --data-dir ${folder}`,
  );
}

export function firstDamage(db: Database): string | undefined {
  const found = db.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').get()?.quick_check;
  return found === 'ok' ? undefined : String(found).split('\n')[0];
}

export function refuseOther(instance: string, recorded: Sidecar, path: string): void {
  if (recorded.instance === instance) return;
  throw new CollectorError(
    EXIT.config,
    `The database is not the one that belongs here: ${path} names ${recorded.instance || 'none'}, the database is ${instance}.`,
    `Restore the right database. If this one is right, delete ${path}.`,
  );
}

export function instanceOf(db: Database): string {
  return db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'instance'").get()!.value;
}
