import type { ReadableBy } from './access';
import { openLeadingStore, openSharedStore, type Waiting } from './postgres/open';
import type { PostgresSettings } from './postgres/session';
import { openBesideStore, openCollectorStore, openReaderStore, type Store } from './store';

/** Where the log is: in a file of a folder, or in PostgreSQL. */
export interface StoreSettings {
  /** Files of sinks are here in both cases. */
  dataDir: string;
  readableBy: ReadableBy;
  store?: PostgresSettings;
}

/** For whoever writes to the log, alone. @throws CollectorError where another one does. */
export async function collectorStore({ dataDir, readableBy, store }: StoreSettings): Promise<Store> {
  if (!store) return openCollectorStore(dataDir, readableBy);
  return (await openLeadingStore(store, { folder: dataDir, readableBy }))!;
}

/** The same, which waits in PostgreSQL until no other one does. `undefined` where it was ended before. */
export async function collectorStoreInTurn(
  { dataDir, readableBy, store }: StoreSettings,
  waiting: Waiting,
): Promise<Store | undefined> {
  if (!store) return openCollectorStore(dataDir, readableBy);
  return openLeadingStore(store, { folder: dataDir, readableBy, waiting });
}

/** For whoever looks at the log, also while it is being written. */
export const readerStore = ({ dataDir, store }: StoreSettings): Promise<Store> =>
  store ? openSharedStore(store, dataDir) : openReaderStore(dataDir);

/** For whoever notes something, of days or of sinks, while a collector may be at work. */
export const besideStore = ({ dataDir, store }: StoreSettings): Promise<Store> =>
  store ? openSharedStore(store, dataDir) : openBesideStore(dataDir);
