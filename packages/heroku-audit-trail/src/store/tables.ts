import type { Columns } from './sql';

/** The formats of a sink, each with its first row: needed to rewrite a file. */
export const SINK_FORMATS = `
CREATE TABLE sink_formats (
  sink TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  format TEXT NOT NULL,
  PRIMARY KEY (sink, from_seq)
) STRICT, WITHOUT ROWID;
`;

export const PARKED = `
CREATE TABLE sink_parked (
  sink TEXT NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('parked', 'retry', 'skipped')),
  status INTEGER NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  refusals INTEGER NOT NULL,
  PRIMARY KEY (sink, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE sink_waits (sink TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

export const CHAINS = `
CREATE TABLE chains (
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  links INTEGER NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_chains (
  sink TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (sink, file, bytes)
) STRICT, WITHOUT ROWID;
`;

export const DAYS = `
CREATE TABLE days (
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('NEW', 'OPEN', 'SETTLING', 'SEALED', 'RECONCILED')),
  polls INTEGER NOT NULL DEFAULT 0,
  equal_polls INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  ids_hash BLOB,
  polled_at TEXT,
  gap TEXT CHECK (gap IN ('unread', 'truncated', 'missing', 'vanished')),
  gap_reason TEXT,
  archive_checksum TEXT,
  reconciled_at TEXT,
  PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;
`;

/** Since version 7. */
export const REMOVED = 'ALTER TABLE days ADD COLUMN removed_at TEXT;';

/** Since version 8, a day can have several files. See `SinkFile`. */
export const PARTS = `
ALTER TABLE sink_files ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sink_files ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
`;

/** Since version 5. */
export const KIND = "CASE extended WHEN 1 THEN 'extended' ELSE kind END";

export const eventsView = ({ id }: Pick<Columns, 'id'>): string => `
CREATE VIEW heroku_events AS SELECT seq, source, ${id} AS id,
  revision, ${KIND} AS kind, day, created_at, type, action, actor, app,
  team, ip, raw, late, first_seen
FROM heroku_logs;
`;

/** The time of an event; if it has none, the time when it was first seen. */
export const TIME = 'coalesce(created_at, first_seen)';

export const SEARCH_INDEXES = `
CREATE INDEX heroku_logs_day ON heroku_logs (source, day);
CREATE INDEX heroku_logs_time ON heroku_logs (${TIME});
CREATE INDEX heroku_logs_actor ON heroku_logs (lower(actor), ${TIME});
CREATE INDEX heroku_logs_app ON heroku_logs (app, ${TIME});
`;

/** Since version 9. See `day-values.ts`. */
export const DAY_VALUES = `
CREATE TABLE day_values (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  PRIMARY KEY (name, value, source, day)
) STRICT, WITHOUT ROWID;
`;

/**
 * `heroku_logs` is the log. No event in it is ever changed. Only retention and `sources forget` delete rows. Revision 0 is
 * the event as it was first seen. Each changed body gets the next revision, and so does each disappearance (`kind` is
 * `vanished`, with the last body). `extended` marks a body that has all fields of the previous one, and more.
 */
export const TABLES = `
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
  first_seen TEXT NOT NULL,
  extended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX heroku_logs_identity ON heroku_logs (source, event_id, revision);
${SEARCH_INDEXES}CREATE INDEX heroku_logs_odd ON heroku_logs (source, kind, revision, late) WHERE revision > 0 OR late = 1;
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
  clock_ahead_ms INTEGER NOT NULL DEFAULT 0,
  heard_time TEXT
) STRICT, WITHOUT ROWID;

${DAYS}
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

${SINK_FORMATS}${PARKED}${CHAINS}${DAY_VALUES}
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
${REMOVED}${PARTS}`;
