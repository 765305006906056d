import type { Statement } from 'better-sqlite3';
import { createConnection, type Columns, type Connection, type Sql, type Target } from './sql';
import type { Database } from './sqlite';

export const SQLITE_COLUMNS: Columns = {
  key: "CASE typeof(event_id) WHEN 'blob' THEN hex(event_id) ELSE ':' || event_id END",
  id: `CASE typeof(event_id) WHEN 'blob' THEN
    lower(substr(hex(event_id), 1, 8) || '-' || substr(hex(event_id), 9, 4) || '-' || substr(hex(event_id), 13, 4)
      || '-' || substr(hex(event_id), 17, 4) || '-' || substr(hex(event_id), 21))
  ELSE event_id END`,
  hash: 'hex(raw_hash)',
  bytes: 'CAST(raw AS BLOB)',
  unindexed: '+',
};

/** SQLite as a `Connection`. Each call is synchronous. */
export function sqliteConnection(db: Database): Connection {
  const prepared = new Map<string, Statement>();
  const statement = (text: string): Statement => {
    let found = prepared.get(text);
    if (!found) prepared.set(text, (found = db.prepare(text)));
    return found;
  };

  const sql: Sql = {
    columns: SQLITE_COLUMNS,
    key: (key) => key,
    text: (text) => text,
    get: async <Row>(text: string, ...values: unknown[]) => statement(text).get(...values) as Row | undefined,
    all: async <Row>(text: string, ...values: unknown[]) => statement(text).all(...values) as Row[],
    async each<Row extends unknown[]>(text: string, values: readonly unknown[], onRow: (row: Row) => void) {
      for (const row of db
        .prepare(text)
        .raw()
        .iterate(...values))
        onRow(row as Row);
    },
    async ofEvents<Row>(text: string, keys: readonly unknown[], ...values: unknown[]) {
      const one = statement(text.replace('?each', '?'));
      const rows: Row[] = [];
      for (const key of keys) for (const row of one.all(...values, key)) rows.push(row as Row);
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
function insertOf({ table, columns }: Target): string {
  const names = columns.map(({ name }) => name).join(', ');
  const values = columns.map(({ type }) => (type === 'json' ? 'CAST(? AS TEXT)' : '?')).join(', ');
  return `INSERT INTO ${table} (${names}) VALUES (${values})`;
}
