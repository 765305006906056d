import { CollectorError, EXIT, StoreLost } from '../../errors';
import { crashPoint } from '../../crash-points';
import { createConnection, type Connection } from '../sql';
import type { Session } from './session';

/** Spells "HAT1". The second number of the lock is the schema's. */
const LOCK = `${0x48415431}, hashtext(current_schema())`;

/** The server ends the session of a stopped leader, so that another one can lead. */
const END_SILENT_SESSION = 'SET idle_session_timeout = 10000';

/** Takes the lock if it is free. Only the session with the lock writes, and the lock ends with it. */
export async function tryToLead({ sql, exec }: Session): Promise<boolean> {
  const { led } = (await sql.get<{ led: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS led`))!;
  if (!led) return false;
  await exec(END_SILENT_SESSION);
  crashPoint('L1');
  return true;
}

export async function leaderOf({ sql }: Session): Promise<string> {
  const found = await sql.get<{ name: string; since: string }>(
    `SELECT a.application_name AS name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
     FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${0x48415431}
       AND CAST(l.objid AS bigint) = CAST(hashtext(current_schema()) AS bigint) & 4294967295
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return found ? `${found.name}, since ${found.since}` : 'unknown';
}

export const anotherLeads = (place: string, who: string) =>
  new CollectorError(
    EXIT.temporary,
    `Another collector is at work in ${place} (${who}).`,
    'Wait for it, or stop it. search, status and reconcile work while it runs.',
  );

/** No statement takes this long. By then the server has ended the session, and another collector may lead. */
const UNANSWERED_MS = 20_000;

const EPOCH = "SELECT value FROM meta WHERE key = 'epoch' FOR UPDATE";

/**
 * Transactions of the leader. Each checks the epoch, which the next leader raises. So a leader that has lost its lock without
 * knowing it writes nothing, also if a pooler changes its session.
 */
export async function leading(session: Session, place: string): Promise<Connection> {
  const { sql, exec } = session;
  session.endUnanswered(UNANSWERED_MS);
  await exec('BEGIN');
  const { value } = (await sql.get<{ value: string }>(EPOCH))!;
  const epoch = String(Number(value) + 1);
  await sql.run("UPDATE meta SET value = ? WHERE key = 'epoch'", epoch);
  await exec('COMMIT');
  return connectionOf(session, async () => {
    const now = (await sql.get<{ value: string }>(EPOCH))!.value;
    if (now !== epoch) throw new StoreLost(`Another collector leads in ${place} now.`);
  });
}

/** Transactions next to a leader. The row of the epoch lets only one transaction run at a time. */
export const secondWriter = (session: Session): Connection =>
  connectionOf(session, async () => void (await session.sql.get(EPOCH)));

function connectionOf({ sql, exec }: Session, isAllowed: () => Promise<void>): Connection {
  return createConnection(sql, {
    async begin() {
      await exec('BEGIN');
      try {
        await isAllowed();
      } catch (error) {
        await exec('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
    commit: () => exec('COMMIT'),
    rollback: () => exec('ROLLBACK'),
  });
}
