import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { loadSqlite } from './sqlite';

/** The file that is held; SQLite may have more beside it. */
export const LOCK = 'collector.lock';

export interface Lock {
  release(): void;
}

/**
 * Only one process at a time collects into a folder. The lock is the system's own on an open file, held by way of
 * SQLite: whatever ends the process ends it too, so that there is no stale one. Not for network file systems.
 *
 * @param holder who has it, as far as known, for the message.
 * @throws CollectorError at once where somebody else has it.
 */
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
      'Wait for it, or end it. search, status and reconcile work beside it.',
    );
  }
  crashPoint('L1');
  return { release: () => db.close() };
}
