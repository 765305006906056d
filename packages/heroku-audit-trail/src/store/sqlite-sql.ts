import type { Statement } from 'better-sqlite3';
import type { EventKey } from '../model/event';
import { createConnection, type Columns, type Connection, type Sql, type Target } from './sql';
import type { Database } from './sqlite';
import { KIND } from './tables';

export const SQLITE_COLUMNS: Columns = {
  key: "CASE typeof(event_id) WHEN 'blob' THEN hex(event_id) ELSE ':' || event_id END",
  id: `CASE typeof(event_id) WHEN 'blob' THEN
    lower(substr(hex(event_id), 1, 8) || '-' || substr(hex(event_id), 9, 4) || '-' || substr(hex(event_id), 13, 4)
      || '-' || substr(hex(event_id), 17, 4) || '-' || substr(hex(event_id), 21))
  ELSE event_id END`,
  hash: 'hex(raw_hash)',
  kind: KIND,
  bytes: 'CAST(raw AS BLOB)',
  unindexed: '+',
};

const keyOf = (key: EventKey) => (key.startsWith(':') ? key.slice(1) : Buffer.from(key, 'hex'));

function kept(prepare: (text: string) => Statement): (text: string) => Statement {
  const prepared = new Map<string, Statement>();
  return (text) => {
    let found = prepared.get(text);
    if (!found) prepared.set(text, (found = prepare(text)));
    return found;
  };
}

/** @param isExtending `false` for tables of an earlier version, which have no column `extended`. */
export function sqliteConnection(db: Database, isExtending = true): Connection {
  const statement = kept((text) => db.prepare(text));
  const listing = kept((text) => db.prepare(text).raw());

  const sql: Sql = {
    columns: isExtending ? SQLITE_COLUMNS : { ...SQLITE_COLUMNS, kind: 'kind' },
    key: keyOf,
    text: (text) => text,
    get: async <Row>(text: string, ...values: unknown[]) => statement(text).get(...values) as Row | undefined,
    all: async <Row>(text: string, ...values: unknown[]) => statement(text).all(...values) as Row[],
    lists: async <Row>(text: string, ...values: unknown[]) => listing(text).all(...values) as Row[],
    async ofEvents<Row>(text: string, keys: readonly string[], ...values: unknown[]) {
      const one = statement(text.replace('?each', '?'));
      const rows: Row[] = [];
      for (const key of keys) for (const row of one.all(...values, keyOf(key))) rows.push(row as Row);
      return rows;
    },
    run: async (text, ...values) => statement(text).run(...values).changes,
    async insert(target, rows) {
      const one = statement(insertOf(target));
      for (const row of rows) one.run(...row);
    },
  };
  return createConnection(sql, {
    begin: async () => void statement('BEGIN IMMEDIATE').run(),
    commit: async () => void statement('COMMIT').run(),
    rollback: async () => void (db.inTransaction && statement('ROLLBACK').run()),
  });
}

/** Binds the JSON as bytes and stores it as text, so that it is never decoded or encoded. */
function insertOf({ table, columns, onConflict }: Target): string {
  const names = columns.map(({ name }) => name).join(', ');
  const values = columns.map(({ type }) => (type === 'json' ? 'CAST(? AS TEXT)' : '?')).join(', ');
  return `INSERT INTO ${table} (${names}) VALUES (${values})${onConflict ? ` ON CONFLICT ${onConflict}` : ''}`;
}
