import type { ReadableBy } from './access';
import { openLeadingStore, openSharedStore, type Waiting } from './postgres/open';
import type { PostgresSettings } from './postgres/session';
import { openSecondWriterStore, openCollectorStore, openReaderStore, type Store } from './store';

export interface StoreSettings {
  dataDir: string;
  readableBy: ReadableBy;
  store?: PostgresSettings;
}

/** Opens the log for the one collector that writes. @throws CollectorError if another one runs. */
export async function collectorStore({ dataDir, readableBy, store }: StoreSettings): Promise<Store> {
  if (!store) return openCollectorStore(dataDir, readableBy);
  return (await openLeadingStore(store, { folder: dataDir, readableBy }))!;
}

/** With PostgreSQL, waits while another collector leads. @returns `undefined` if the wait was aborted. */
export async function waitForCollectorStore(
  { dataDir, readableBy, store }: StoreSettings,
  waiting: Waiting,
): Promise<Store | undefined> {
  if (!store) return openCollectorStore(dataDir, readableBy);
  return openLeadingStore(store, { folder: dataDir, readableBy, waiting });
}

export const readerStore = ({ dataDir, store }: StoreSettings): Promise<Store> =>
  store ? openSharedStore(store, dataDir) : openReaderStore(dataDir);

/** Opens the log to write next to a running collector. */
export const secondWriterStore = ({ dataDir, store }: StoreSettings): Promise<Store> =>
  store ? openSharedStore(store, dataDir) : openSecondWriterStore(dataDir);
