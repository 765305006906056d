import { join } from 'node:path';
import { ACCESS, type Access, type ReadableBy } from './access';
import { createChains, type Chains } from './chains';
import { createDayRows, type DayRows } from './days';
import { createFileChains, type FileChains } from './file-chains';
import { SIDECAR } from './checks';
import { openBeside, openForWriting, type StoreFile } from './open';
import { createParkedRows, type ParkedRows } from './parked';
import { createEventRows, type EventRows } from './poll';
import { openForReading } from './read';
import type { Note } from './sidecar';
import { createRedaction, type Redaction } from './redaction';
import { createSinkRows, type SinkRows } from './sinks';
import { createSourceRows, herokuNow, type SourceRows } from './sources';
import type { Database } from './sqlite';
import { createWitness, type Witness } from './witness';

/** Everything that is kept between two runs: the log, what is known of each day, and how far each sink is. */
export interface Store {
  folder: string;
  instance: string;
  /** The modes of what is made in the folder. */
  access: Access;
  db: Database;
  events: EventRows;
  chains: Chains;
  fileChains: FileChains;
  days: DayRows;
  sources: SourceRows;
  sinks: SinkRows;
  parked: ParkedRows;
  redaction: Redaction;
  /** What of the days was no longer as it had been when the store was opened. */
  found: readonly Note[];
  /** All or nothing, and durable when it returns. Not to be called in another one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** For whoever writes to the log: alone in the folder. */
export function openCollectorStore(folder: string, readableBy: ReadableBy = 'owner'): Store {
  const access = ACCESS[readableBy];
  const file = openForWriting(folder, access);
  try {
    return storeOf(file, access, true);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** For whoever looks at the log, also while it is being written. Changes nothing. */
export const openReaderStore = (folder: string): Store => storeOf(openForReading(folder), ACCESS.owner, false);

/** For whoever notes something, of days or of sinks, while a collector may be at work. */
export const openBesideStore = (folder: string): Store => storeOf(openBeside(folder), ACCESS.owner, false);

function storeOf(file: StoreFile, access: Access, isCollector: boolean): Store {
  const { db, folder, instance } = file;
  const chains = createChains(db);
  const fileChains = createFileChains(db);
  const path = join(folder, SIDECAR);
  const sources = createSourceRows(db);
  const now = (name: string) => {
    const source = sources.get(name);
    return source ? herokuNow(source) : Date.now();
  };
  const witness: Witness | undefined = isCollector
    ? createWitness({ db, chains, path, instance, mode: access.file, now })
    : undefined;
  return {
    folder,
    instance,
    access,
    db,
    chains,
    fileChains,
    events: createEventRows(db, chains),
    days: createDayRows(db),
    sources,
    sinks: createSinkRows(db),
    parked: createParkedRows(db),
    redaction: createRedaction(db),
    found: witness?.found ?? [],
    transaction(work) {
      const whole = db.transaction(() => {
        const result = work();
        fileChains.write();
        return { result, grown: chains.write() };
      });
      try {
        const { result, grown } = whole.immediate();
        witness?.saw(grown);
        return result;
      } finally {
        chains.forget();
      }
    },
    close: () => file.close(),
  };
}
