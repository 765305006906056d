import type { EventKey } from '../model/event';

export type Value = string | number | Buffer | null;

export interface Columns {
  /** An event's id as an `EventKey`. */
  key: string;
  /** The id as Heroku writes it: a UUID in small letters, or other text. */
  id: string;
  /** In hexadecimal capitals. */
  hash: string;
  kind: string;
  bytes: string;
  /** A prefix for a column, so that the engine does not use its index. */
  unindexed: string;
}

export interface Target {
  table: string;
  columns: readonly { name: string; type: 'text' | 'integer' | 'bytes' | 'json' | 'key' }[];
  /** What happens to a row whose key is there already. Default: an error. */
  onConflict?: string;
}

export interface Reading {
  readonly columns: Columns;
  get: <Row>(text: string, ...values: Value[]) => Promise<Row | undefined>;
  all: <Row>(text: string, ...values: Value[]) => Promise<Row[]>;
  /** Each row as a list of its columns: faster for many rows. */
  lists: <Row extends unknown[]>(text: string, ...values: Value[]) => Promise<Row[]>;
  /** The rows of a query for any of these events. The query ends with `event_id = ?each`. */
  ofEvents: <Row>(text: string, keys: readonly EventKey[], ...values: Value[]) => Promise<Row[]>;
  text: (text: string) => string;
  key: (key: EventKey) => Value;
}

export interface Sql extends Reading {
  /** @returns the number of changed rows. */
  run(text: string, ...values: Value[]): Promise<number>;
  insert(target: Target, rows: readonly (readonly Value[])[]): Promise<void>;
}

/** A database in which one transaction runs at a time. */
export interface Connection {
  /** Reads what is committed. Waits for the transaction that runs. */
  reading: Reading;
  /** All or nothing, and durable when it resolves. Do not call it inside another one: it would wait for itself. */
  transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
}

export interface Transactions {
  begin: () => Promise<void>;
  commit: () => Promise<void>;
  rollback: () => Promise<void>;
}

export function createConnection(sql: Sql, { begin, commit, rollback }: Transactions): Connection {
  /** Resolves when the running transaction ends, and never rejects. */
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
      // An error of the rollback would hide the first error.
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
      lists: read(sql.lists) as Reading['lists'],
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
