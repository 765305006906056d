import { createDayRows, type DayRows } from './days';
import { openBeside, openForWriting, type StoreFile } from './open';
import { createParkedRows, type ParkedRows } from './parked';
import { createEventRows, type EventRows } from './poll';
import { createSinkRows, type SinkRows } from './sinks';
import { createSourceRows, type SourceRows } from './sources';
import type { Database } from './sqlite';

/** Everything that is kept between two runs: the log, what is known of each day, and how far each sink is. */
export interface Store {
  folder: string;
  instance: string;
  db: Database;
  events: EventRows;
  days: DayRows;
  sources: SourceRows;
  sinks: SinkRows;
  parked: ParkedRows;
  /** All or nothing, and durable when it returns. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** For whoever writes to the log: alone in the folder. */
export const openCollectorStore = (folder: string): Store => storeOf(openForWriting(folder));

/** For whoever looks at the log while it is being written. */
export const openReaderStore = (folder: string): Store => storeOf(openBeside(folder));

function storeOf(file: StoreFile): Store {
  const { db, folder, instance } = file;
  return {
    folder,
    instance,
    db,
    events: createEventRows(db),
    days: createDayRows(db),
    sources: createSourceRows(db),
    sinks: createSinkRows(db),
    parked: createParkedRows(db),
    transaction: (work) => db.transaction(work).immediate(),
    close: () => file.close(),
  };
}
