import type Database from 'better-sqlite3';
import { CollectorError, EXIT } from '../errors';

export type { Database } from 'better-sqlite3';

/** An optional dependency, because it has a native part that some machines cannot build. */
export const SQLITE_PACKAGE = 'better-sqlite3';

/** Versions as the package asks for them. The first is compiled on Node 20; the second brings its native part along. */
const COMPILED = '12.11.1';
const PREBUILT = '13.2.0';
/** On an earlier Node the second one ends the process without a word. */
const PREBUILT_NODE = 22;

/** @throws CollectorError where it is not there or does not fit this Node. */
export function loadSqlite(): typeof Database {
  try {
    refuseOneThatEndsTheProcess();
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when it is needed
    const sqlite = require(SQLITE_PACKAGE) as typeof Database;
    // The native part is loaded with the first database only.
    new sqlite(':memory:').close();
    return sqlite;
  } catch (error) {
    throw new CollectorError(
      EXIT.config,
      `${SQLITE_PACKAGE} is not built for this Node (${process.version}): ${(error as Error).message.split('\n')[0]}`,
      isPrebuiltHere()
        ? `Install one that brings its native part along: npm install ${SQLITE_PACKAGE}@${PREBUILT}`
        : `Build it with: npm install ${SQLITE_PACKAGE}@${COMPILED} && npm rebuild ${SQLITE_PACKAGE}  (this needs a C++ compiler and Python)`,
    );
  }
}

const majorOf = (version: string) => Number(version.split('.')[0]);
const isPrebuiltHere = () => majorOf(process.versions.node) >= PREBUILT_NODE;

function refuseOneThatEndsTheProcess(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it may not be there
  const { version } = require(`${SQLITE_PACKAGE}/package.json`) as { version: string };
  if (majorOf(version) < majorOf(PREBUILT) || isPrebuiltHere()) return;
  throw new Error(`version ${version} needs Node ${PREBUILT_NODE}`);
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
