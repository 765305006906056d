import { CollectorError, EXIT } from '../../errors';
import { crashPoint } from '../../crash-points';
import { SCHEMA_VERSION } from '../schema';
import { CREATE_DAY_VALUES } from '../migrations';
import { eventsView, PARTS, REMOVED, TABLES, TIME } from '../tables';
import type { Session } from './session';

/** Translates the tables of SQLite. The JSON of an event is bytes, because text of PostgreSQL cannot hold all of it. */
const tablesFrom = (text: string): string =>
  text
    .replaceAll(/ STRICT(, WITHOUT ROWID)?;/g, ';')
    .replaceAll(/\bINTEGER\b/g, 'BIGINT')
    .replaceAll(/\bBLOB\b/g, 'BYTEA')
    .replaceAll(/\bANY NOT NULL\b/g, 'TEXT NOT NULL')
    .replaceAll(/\braw TEXT\b/g, 'raw BYTEA')
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .replaceAll(TIME, `(${TIME})`);

const TEXT_VIEW = `
CREATE VIEW heroku_event_texts AS
  SELECT e.*, convert_from(e.raw, 'UTF8') AS event FROM heroku_events e;
`;

const textOf = async ({ sql }: Session, key: string) =>
  (await sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key))?.value;

export async function hasTables({ sql }: Session): Promise<boolean> {
  const found = await sql.get<{ is_there: boolean }>(
    "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'heroku_logs') AS is_there",
  );
  return found!.is_there;
}

export async function makeTables(session: Session, instance: string): Promise<void> {
  await session.exec('BEGIN');
  await session.exec(tablesFrom(TABLES) + eventsView(session.sql.columns) + TEXT_VIEW);
  crashPoint('M1');
  for (const [key, value] of [
    ['instance', instance],
    ['version', String(SCHEMA_VERSION)],
    ['epoch', '0'],
  ])
    await session.sql.run('INSERT INTO meta (key, value) VALUES (?, ?)', key, value);
  await session.exec('COMMIT');
}

const MIGRATIONS: Record<number, string> = { 6: REMOVED, 7: PARTS, 8: CREATE_DAY_VALUES };

/** Only the leader may call it. */
export async function migrateTables(session: Session): Promise<void> {
  await session.exec('BEGIN');
  let version = Number(await textOf(session, 'version'));
  for (; version in MIGRATIONS; version += 1) await session.exec(tablesFrom(MIGRATIONS[version]));
  await session.sql.run("UPDATE meta SET value = ? WHERE key = 'version'", String(version));
  await session.exec('COMMIT');
}

/** @returns the id of the database. @throws CollectorError if its tables have another version. */
export async function instanceIn(session: Session, place: string): Promise<string> {
  const version = Number(await textOf(session, 'version'));
  if (version !== SCHEMA_VERSION) {
    throw new CollectorError(
      EXIT.config,
      `${place} has the tables of version ${version}; this collector knows version ${SCHEMA_VERSION}.`,
      'Use the version of the collector that wrote them.',
    );
  }
  return (await textOf(session, 'instance'))!;
}
