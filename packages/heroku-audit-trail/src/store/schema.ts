import type { Database } from './sqlite';
import { crashPoint } from '../crash-points';
import { chainAll } from './chains';
import { SQLITE_COLUMNS } from './sqlite-sql';
import { CHAINS, eventsView, PARKED, PARTS, REMOVED, SEARCH_INDEXES, SINK_FORMATS, TABLES } from './tables';
import { CREATE_DAY_VALUES, RECREATE_DAYS } from './migrations';

/** Spells "HAT1" in the header of the file. */
export const APPLICATION_ID = 0x48415431;
export const SCHEMA_VERSION = 9;
export const FORMATS_SINCE = 2;
export const PARKED_SINCE = 4;
export const REMOVED_SINCE = 7;
export const PARTS_SINCE = 8;
export const DAY_VALUES_SINCE = 9;
export const CHAINS_SINCE = 5;

export function createTables(db: Database, instance: string): void {
  db.transaction(() => {
    db.exec(TABLES + eventsView(SQLITE_COLUMNS));
    crashPoint('M1');
    db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run('instance', instance);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).exclusive();
}

const MIGRATIONS: Record<number, (db: Database) => void> = {
  1: (db) => db.exec(SINK_FORMATS),
  2: (db) => db.exec('ALTER TABLE sources ADD COLUMN heard_time TEXT;'),
  3: (db) => db.exec(PARKED),
  4(db) {
    db.exec('ALTER TABLE heroku_logs ADD COLUMN extended INTEGER NOT NULL DEFAULT 0; DROP VIEW heroku_events;');
    db.exec(eventsView(SQLITE_COLUMNS) + RECREATE_DAYS + CHAINS);
    chainAll(db);
  },
  5: (db) => db.exec(`DROP INDEX heroku_logs_day; DROP INDEX heroku_logs_time; ${SEARCH_INDEXES}`),
  6: (db) => db.exec(REMOVED),
  7: (db) => db.exec(PARTS),
  8: (db) => db.exec(CREATE_DAY_VALUES),
};

export function migrateTables(db: Database): void {
  db.transaction(() => {
    for (let version = versionOf(db); version in MIGRATIONS; version += 1) {
      MIGRATIONS[version](db);
      db.pragma(`user_version = ${version + 1}`);
    }
  }).exclusive();
}

export const versionOf = (db: Database): number => db.pragma('user_version', { simple: true }) as number;
