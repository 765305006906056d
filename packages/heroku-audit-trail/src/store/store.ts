import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS, type Access, type ReadableBy } from './access';
import { growChains, readChains, type Chains } from './chains';
import { DATABASE, SIDECAR } from './checks';
import { readDays, writeDays, type DayRows, type WritableDayRows } from './days';
import { readFileChains, writeFileChains, type FileChains } from './file-chains';
import { openForSecondWriter, openForWriting, type StoreFile } from './open-file';
import { readParked, writeParked, type ParkedRows, type WritableParkedRows } from './parked';
import { growDayValues } from './day-values';
import { readEvents, type EventRows } from './events';
import { openForReading } from './open-read-only';
import { openRedaction, type Redaction } from './redaction';
import { CHAINS_SINCE, FORMATS_SINCE, PARKED_SINCE, PARTS_SINCE, versionOf } from './schema';
import type { Note } from './sidecar';
import { readSinks, writeSinks, type SinkRows, type WritableSinkRows } from './sinks';
import { herokuNow, readSources, writeSources, type SourceRows, type WritableSourceRows } from './sources';
import type { Connection, Reading, Sql } from './sql';
import type { Database } from './sqlite';
import { sqliteConnection } from './sqlite-sql';
import { createWitness, type Witness } from './witness';
import { writeEvents, type WritableEventRows } from './write-events';

export interface Transaction {
  sql: Sql;
  events: WritableEventRows;
  fileChains: ReturnType<typeof writeFileChains>;
  days: WritableDayRows;
  sources: WritableSourceRows;
  sinks: WritableSinkRows;
  parked: WritableParkedRows;
}

export interface Store {
  folder: string;
  instance: string;
  access: Access;
  version: number;
  sql: Reading;
  events: EventRows;
  chains: Chains;
  fileChains: FileChains;
  days: DayRows;
  sources: SourceRows;
  sinks: SinkRows;
  parked: ParkedRows;
  redaction: Redaction;
  found: readonly Note[];
  /** The database file; `undefined` with PostgreSQL. */
  sqlite?: Database;
  /** Rejects when the connection to PostgreSQL is lost. */
  lost?: Promise<never>;
  bytes: () => Promise<number>;
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openCollectorStore(folder: string, readableBy: ReadableBy = 'owner'): Promise<Store> {
  const access = ACCESS[readableBy];
  return fromFile(openForWriting(folder, access), access, true);
}

/** Opens the log to read it, also while a collector runs. Changes nothing. */
export const openReaderStore = async (folder: string): Promise<Store> =>
  fromFile(openForReading(folder), ACCESS.owner, false);

export const openSecondWriterStore = async (folder: string): Promise<Store> =>
  fromFile(openForSecondWriter(folder), ACCESS.owner, false);

async function fromFile(file: StoreFile, access: Access, isCollector: boolean): Promise<Store> {
  const { db, folder, instance } = file;
  try {
    const version = versionOf(db);
    const connection = sqliteConnection(db, version >= CHAINS_SINCE);
    const opened: Opened = {
      ...{ folder, instance, access, version, sqlite: db, connection },
      bytes: async () => statSync(join(folder, DATABASE)).size,
      close: async () => file.close(),
    };
    return await storeOf(opened, isCollector);
  } catch (error) {
    file.close();
    throw error;
  }
}

export interface Opened extends Pick<
  Store,
  'folder' | 'instance' | 'access' | 'version' | 'sqlite' | 'lost' | 'bytes' | 'close'
> {
  connection: Connection;
}

export async function storeOf({ connection, ...opened }: Opened, isCollector: boolean): Promise<Store> {
  const { version } = opened;
  const { reading, transaction } = connection;
  const chains = readChains(reading, version >= CHAINS_SINCE);
  const sources = readSources(reading);
  const witness = isCollector ? await witnessOf({ reading, chains, sources }, opened) : undefined;
  return {
    ...opened,
    sql: reading,
    chains,
    fileChains: readFileChains(reading),
    events: readEvents(reading),
    days: readDays(reading),
    sources,
    sinks: readSinks(reading, {
      formats: version >= FORMATS_SINCE,
      waits: version >= PARKED_SINCE,
      parts: version >= PARTS_SINCE,
    }),
    parked: readParked(reading, version >= PARKED_SINCE),
    redaction: await openRedaction(reading),
    found: witness?.found ?? [],
    transaction: (work) => withChains(transaction, witness, work),
  };
}

function witnessOf(
  { reading, chains, sources }: { reading: Reading; chains: Chains; sources: SourceRows },
  { folder, instance, access }: Pick<Store, 'folder' | 'instance' | 'access'>,
): Promise<Witness> {
  const now = async (name: string) => {
    const source = await sources.get(name);
    return source ? herokuNow(source) : Date.now();
  };
  return createWitness({
    sql: reading,
    chains,
    path: join(folder, SIDECAR),
    instance,
    mode: access.file,
    now,
  });
}

/** Adds chains and day values to each transaction. After the commit, writes the heads to the sidecar. */
async function withChains<T>(
  transaction: Connection['transaction'],
  witness: Witness | undefined,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const { result, grown } = await transaction(async (sql) => {
    const growing = { chains: growChains(sql), dayValues: growDayValues(sql) };
    const done = await work({
      sql,
      events: writeEvents(sql, growing),
      fileChains: writeFileChains(sql),
      days: writeDays(sql),
      sources: writeSources(sql),
      sinks: writeSinks(sql),
      parked: writeParked(sql),
    });
    await growing.dayValues.write();
    return { result: done, grown: await growing.chains.write() };
  });
  await witness?.record(grown);
  return result;
}
