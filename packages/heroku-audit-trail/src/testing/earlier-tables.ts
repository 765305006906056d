import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPLICATION_ID } from '../store/schema';
import { loadSqlite } from '../store/sqlite';

const VERSION_1 = `
CREATE TABLE heroku_logs (
  seq INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  event_id ANY NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('event', 'vanished')),
  day TEXT NOT NULL,
  created_at TEXT,
  type TEXT,
  action TEXT,
  actor TEXT,
  app TEXT,
  team TEXT,
  ip TEXT,
  raw TEXT NOT NULL,
  raw_hash BLOB NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('events', 'archive')),
  late INTEGER NOT NULL,
  first_seen TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX heroku_logs_identity ON heroku_logs (source, event_id, revision);
CREATE INDEX heroku_logs_day ON heroku_logs (source, day, event_id, revision, kind, origin, raw_hash);
CREATE INDEX heroku_logs_time ON heroku_logs (created_at);
CREATE INDEX heroku_logs_odd ON heroku_logs (source, kind, revision, late) WHERE revision > 0 OR late = 1;

CREATE VIEW heroku_events AS SELECT
  seq, source,
  CASE typeof(event_id) WHEN 'blob' THEN
    lower(substr(hex(event_id), 1, 8) || '-' || substr(hex(event_id), 9, 4) || '-' || substr(hex(event_id), 13, 4)
      || '-' || substr(hex(event_id), 17, 4) || '-' || substr(hex(event_id), 21))
  ELSE event_id END AS id,
  revision, kind, day, created_at, type, action, actor, app, team, ip, raw, late, first_seen
FROM heroku_logs;

CREATE TABLE sources (
  name TEXT PRIMARY KEY,
  configured TEXT NOT NULL,
  account_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  first_day TEXT NOT NULL,
  polled_at TEXT,
  failed_at TEXT,
  error TEXT,
  rate_left INTEGER,
  clock_ahead_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE days (
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('NEW', 'OPEN', 'SETTLING', 'SEALED', 'RECONCILED')),
  polls INTEGER NOT NULL DEFAULT 0,
  equal_polls INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  ids_hash BLOB,
  polled_at TEXT,
  gap TEXT CHECK (gap IN ('unread', 'truncated', 'missing')),
  gap_reason TEXT,
  archive_checksum TEXT,
  reconciled_at TEXT,
  PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences (
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  event_id ANY NOT NULL,
  PRIMARY KEY (source, day, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sinks (
  name TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  acked INTEGER NOT NULL,
  batch_end INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since TEXT,
  error TEXT,
  delivered_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE sink_files (
  sink TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (sink, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

const VERSION_2 = `
CREATE TABLE sink_formats (
  sink TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  format TEXT NOT NULL,
  PRIMARY KEY (sink, from_seq)
) STRICT, WITHOUT ROWID;
`;

/** Rewrites a database and its sidecar as an earlier version of the collector made them. */
export function writeAsVersion(version: 1 | 2, folder: string): void {
  const path = join(folder, 'heroku_logs.db');
  const later = join(folder, 'later.db');
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
  renameSync(path, later);
  const db = new (loadSqlite())(path);
  db.exec(VERSION_1 + (version > 1 ? VERSION_2 : ''));
  db.exec(`ATTACH '${later.replaceAll("'", "''")}' AS later`);
  const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    const columns = db.prepare<[], { name: string }>(`PRAGMA table_info(${name})`).all();
    const list = columns.map((column) => column.name).join(', ');
    db.exec(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM later.${name}`);
  }
  const { value } = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'instance'").get()!;
  db.exec(`DETACH later; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version};`);
  db.close();
  rmSync(later);
  writeFileSync(join(folder, 'heroku_logs.id'), `${value}\n`);
}
