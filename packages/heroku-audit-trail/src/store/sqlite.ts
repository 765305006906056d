import type Database from 'better-sqlite3';
import { CollectorError, EXIT } from '../errors';

export type { Database } from 'better-sqlite3';

/** An optional dependency, because it has a native part that some machines cannot build. */
export const SQLITE_PACKAGE = 'better-sqlite3';

/** @throws CollectorError where it is not there or does not fit this Node. */
export function loadSqlite(): typeof Database {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when it is needed
    const sqlite = require(SQLITE_PACKAGE) as typeof Database;
    // The native part is loaded with the first database only.
    new sqlite(':memory:').close();
    return sqlite;
  } catch (error) {
    throw new CollectorError(
      EXIT.config,
      `${SQLITE_PACKAGE} is not built for this Node (${process.version}): ${(error as Error).message.split('\n')[0]}`,
      `Build it with: npm rebuild ${SQLITE_PACKAGE}  (where no prebuilt one can be reached this needs a C++ compiler and Python)`,
    );
  }
}

/** Whether the database can be used at all here. */
export function isSqliteBuilt(): boolean {
  try {
    loadSqlite();
    return true;
  } catch {
    return false;
  }
}
