import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { loadSqlite } from './sqlite';

export const LOCK = 'collector.lock';

export interface Lock {
  release(): void;
}

/** A lock of the operating system, through SQLite. Ends with the process. Does not work on network file systems. */
export function takeLock(folder: string, holder: () => string | undefined): Lock {
  const file = join(folder, LOCK);
  const db = new (loadSqlite())(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error;
    const who = holder();
    throw new CollectorError(
      EXIT.temporary,
      `Another collector is at work in ${folder}${who === undefined ? '' : ` (${who})`}.`,
      'Wait for it, or stop it. search, status and reconcile work while it runs.',
    );
  }
  crashPoint('L1');
  return { release: () => db.close() };
}
