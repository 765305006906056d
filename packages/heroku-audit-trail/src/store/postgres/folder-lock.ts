import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectorError, EXIT, StoreLost } from '../../errors';
import type { Access } from '../access';
import type { Session } from './session';

/** Identifies the folder, also if two machines share it. */
const FOLDER_ID = 'collector.id';
/** Spells "HAT2". It is the first number of the lock; the second one is the hash of the folder id. */
const CLASS = 0x48415432;

/** A lock in the database, because network file systems do not lock reliably. It ends with the session. */
export async function takeFolder({ sql }: Session, folder: string, access: Access): Promise<void> {
  const id = idOf(folder, access);
  const text = `SELECT pg_try_advisory_lock(${CLASS}, hashtext(?)) AS taken`;
  if ((await sql.get<{ taken: boolean }>(text, id))!.taken) return;
  const holder = await sql.get<{ name: string; own: boolean }>(
    `SELECT a.application_name AS name, a.application_name = current_setting('application_name') AS own
     FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${CLASS}
       AND CAST(l.objid AS bigint) = CAST(hashtext(?) AS bigint) & 4294967295
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    id,
  );
  if (holder?.own) throw new StoreLost('The server has not ended the earlier session of this collector yet.');
  throw new CollectorError(
    EXIT.temporary,
    `Another collector uses the folder ${folder}${holder ? ` (${holder.name})` : ''}.`,
    'Each collector needs a folder of its own: set another dataDir, or --data-dir. If this folder is a copy of the ' +
      `other one, delete ${FOLDER_ID} in it.`,
  );
}

function idOf(folder: string, { file: mode }: Access): string {
  const path = join(folder, FOLDER_ID);
  try {
    writeFileSync(path, `${randomUUID()}\n`, { flag: 'wx', mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
