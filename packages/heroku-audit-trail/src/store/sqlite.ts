import type Database from 'better-sqlite3';
import { CollectorError, EXIT } from '../errors';

export type { Database } from 'better-sqlite3';

/** An optional dependency: some machines cannot build its native part. */
export const SQLITE_PACKAGE = 'better-sqlite3';

/** The supported versions. Node 20 compiles the first one; the second one comes with its native part. */
const COMPILED = '12.11.1';
const PREBUILT = '13.2.0';
/** On an earlier Node, the prebuilt version ends the process without a message. */
const PREBUILT_NODE = 22;

export function loadSqlite(): typeof Database {
  try {
    refuseCrashingVersion();
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when it is needed
    const sqlite = require(SQLITE_PACKAGE) as typeof Database;
    // The package loads its native part only with the first database.
    new sqlite(':memory:').close();
    return sqlite;
  } catch (error) {
    throw new CollectorError(
      EXIT.config,
      `${SQLITE_PACKAGE} is not built for this Node (${process.version}): ${(error as Error).message.split('\n')[0]}`,
      isPrebuiltHere()
        ? `Install a version with a prebuilt native part: npm install ${SQLITE_PACKAGE}@${PREBUILT}`
        : `Build it with: npm install ${SQLITE_PACKAGE}@${COMPILED} && npm rebuild ${SQLITE_PACKAGE}  (this needs a C++ compiler and Python)`,
    );
  }
}

const majorOf = (version: string) => Number(version.split('.')[0]);
const isPrebuiltHere = () => majorOf(process.versions.node) >= PREBUILT_NODE;

function refuseCrashingVersion(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it may not be there
  const { version } = require(`${SQLITE_PACKAGE}/package.json`) as { version: string };
  if (majorOf(version) < majorOf(PREBUILT) || isPrebuiltHere()) return;
  throw new Error(`version ${version} needs Node ${PREBUILT_NODE}`);
}

export function isSqliteBuilt(): boolean {
  try {
    loadSqlite();
    return true;
  } catch {
    return false;
  }
}
