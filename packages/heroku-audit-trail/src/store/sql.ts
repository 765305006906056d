import type { EventKey } from '../model/event';

export type Value = string | number | Buffer | null;

/** What an engine calls the columns of the log that it holds in its own way. */
export interface Columns {
  /** An event's id as `mapKeyOf` has it. */
  key: string;
  /** The same for people: a UUID in small letters, or the text that it is. */
  id: string;
  /** In hexadecimal capitals. */
  hash: string;
  /** The JSON as the bytes that it is. */
  bytes: string;
  /** Before a column, it keeps the engine from taking an index of it. */
  unindexed: string;
}

/** Where many rows go. */
export interface Target {
  table: string;
  columns: readonly { name: string; type: 'text' | 'integer' | 'bytes' | 'json' | 'key' }[];
}

/** What the store asks of a database to read. Values stand for `?`. SQLite answers at once, PostgreSQL when it has. */
export interface Reading {
  readonly columns: Columns;
  get: <Row>(text: string, ...values: Value[]) => Promise<Row | undefined>;
  all: <Row>(text: string, ...values: Value[]) => Promise<Row[]>;
  /** For many rows, which are lists of their columns then. */
  each: <Row extends unknown[]>(text: string, values: readonly Value[], onRow: (row: Row) => void) => Promise<void>;
  /** The rows that a query has for any of these events. It says `event_id = ?each` at its end. */
  ofEvents: <Row>(text: string, keys: readonly EventKey[], ...values: Value[]) => Promise<Row[]>;
  /** A text as the engine can hold it. */
  text: (text: string) => string;
  /** As a value, an event's id as the log has it. */
  key: (key: EventKey) => Value;
}

/** And to write, which is done in transactions only. */
export interface Sql extends Reading {
  /** @returns how many rows it changed. */
  run(text: string, ...values: Value[]): Promise<number>;
  insert(target: Target, rows: readonly (readonly Value[])[]): Promise<void>;
}

/** A database of which one transaction is under way at a time. */
export interface Connection {
  /** What is committed. It waits for a transaction that is under way. */
  reading: Reading;
  /** All or nothing, and durable when it resolves. Not to be called in another one, which would wait for itself. */
  transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
}

export interface Transactions {
  begin: () => Promise<void>;
  commit: () => Promise<void>;
  rollback: () => Promise<void>;
}

export function createConnection(sql: Sql, { begin, commit, rollback }: Transactions): Connection {
  /** Settles with the transaction that is under way, and never rejects. */
  let underWay: Promise<void> | undefined;
  const read =
    <Given extends unknown[], T>(from: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      while (underWay) await underWay;
      return from(...given);
    };

  async function whole<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    await begin();
    try {
      const result = await work(sql);
      await commit();
      return result;
    } catch (error) {
      // Of a connection that is lost, or a database that has done so itself, the first error tells more.
      await rollback().catch(() => undefined);
      throw error;
    }
  }

  return {
    reading: {
      columns: sql.columns,
      key: sql.key,
      text: sql.text,
      get: read(sql.get) as Reading['get'],
      all: read(sql.all) as Reading['all'],
      each: read(sql.each),
      ofEvents: read(sql.ofEvents) as Reading['ofEvents'],
    },
    async transaction(work) {
      while (underWay) await underWay;
      const result = whole(work);
      const done = result.then(
        () => undefined,
        () => undefined,
      );
      underWay = done.finally(() => (underWay = undefined));
      return result;
    },
  };
}
