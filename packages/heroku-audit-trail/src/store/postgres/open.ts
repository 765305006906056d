import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../../errors';
import { ACCESS, type ReadableBy } from '../access';
import { refuseOther, SIDECAR } from '../checks';
import { makeFolder } from '../folders';
import { SCHEMA_VERSION } from '../schema';
import { readSidecar } from '../sidecar';
import { storeOf, type Store } from '../store';
import { takeFolder } from './folder-lock';
import { anotherLeads, secondWriter, leaderOf, leading, tryToLead } from './leader';
import { nameOf, openSession, type PostgresSettings, type Session } from './session';
import { hasTables, instanceIn, makeTables, migrateTables } from './tables';

export interface Waiting {
  signal: AbortSignal;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called once for each other collector that leads. */
  standby(leader: string): void;
}

const RETRY_MS = 1000;

/** @param waiting waits while another collector leads; without it, that is an error. @returns `undefined` if aborted. */
export async function openLeadingStore(
  settings: PostgresSettings,
  { folder, readableBy, waiting }: { folder: string; readableBy: ReadableBy; waiting?: Waiting },
): Promise<Store | undefined> {
  const place = nameOf(settings);
  const access = ACCESS[readableBy];
  makeFolder(folder, access);
  const session = await openSession(settings);
  try {
    await takeFolder(session, folder, access);
    let told: string | undefined;
    while (!(await tryToLead(session))) {
      const leader = await leaderOf(session);
      if (!waiting) throw anotherLeads(place, leader);
      if (leader !== told) waiting.standby((told = leader));
      await waiting.sleep(RETRY_MS, waiting.signal);
      if (waiting.signal.aborted) {
        await session.close();
        return undefined;
      }
    }
    if (await hasTables(session)) await migrateTables(session);
    else await makeTables(session, randomUUID());
    const instance = await instanceIn(session, place);
    const sidecar = join(folder, SIDECAR);
    const recorded = readSidecar(sidecar);
    if (recorded) refuseOther(instance, recorded, sidecar);
    const connection = await leading(session, place);
    return await storeOf({ ...shared(session, folder, instance), connection, access }, true);
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Opens the log to read it, or to write next to a running collector. */
export async function openSharedStore(settings: PostgresSettings, folder: string): Promise<Store> {
  const session = await openSession(settings);
  try {
    if (!(await hasTables(session))) {
      throw new CollectorError(
        EXIT.config,
        `There is no audit trail in ${nameOf(settings)}.`,
        'Name another database in store, or collect first: heroku-audit-trail collect --once',
      );
    }
    const instance = await instanceIn(session, nameOf(settings));
    const connection = secondWriter(session);
    return await storeOf({ ...shared(session, folder, instance), connection, access: ACCESS.owner }, false);
  } catch (error) {
    await session.close();
    throw error;
  }
}

const shared = (session: Session, folder: string, instance: string) => ({
  folder,
  instance,
  version: SCHEMA_VERSION,
  lost: session.lost,
  async bytes() {
    const found = await session.sql.get<{ bytes: number }>("SELECT pg_total_relation_size('heroku_logs') AS bytes");
    return found!.bytes;
  },
  close: () => session.close(),
});
