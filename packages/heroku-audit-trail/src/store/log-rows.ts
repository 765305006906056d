import { idOf, type EventKey } from '../model/event';
import type { LogRow } from '../model/log-row';
import type { Columns as SqlColumns, Reading, Value } from './sql';

/** Rows that are read at once: fewer if they are large. Between two reads, others can use the database. */
const PIECE = { least: 32, most: 1024, bytes: 4 * 1024 * 1024 };

const selected = ({ key, kind }: SqlColumns, raw: string) => `seq, source, ${key}, revision, ${kind}, day, created_at,
  type, action, actor, app, team, ip, late, first_seen, ${raw}`;

type Text = string | null;
/** In the order of `selected`. */
// prettier-ignore
type Columns = [number, string, EventKey, number, LogRow['kind'], string, Text, Text, Text, Text, Text, Text, Text,
  LogRow['late'], string, string | Buffer];

export interface Order {
  by: string;
  behind: string;
  placeOf(row: LogRow): Value[];
}

const BY_SEQ: Order = { by: 'seq', behind: 'seq > ?', placeOf: ({ seq }) => [seq] };

export interface Pieces {
  where: string;
  values: readonly Value[];
  order?: Order;
  from?: Value[];
  limit?: number;
  withRaw?: boolean;
}

export async function* rowsInPieces(
  sql: Reading,
  { where, values, order = BY_SEQ, from, limit = Infinity, withRaw = true }: Pieces,
): AsyncGenerator<LogRow, void, undefined> {
  const columns = selected(sql.columns, withRaw ? 'raw' : "''");
  let left = limit;
  let piece = PIECE.least;
  let place = from;
  while (left > 0) {
    const size = Math.min(piece, left);
    const found = await sql.lists<Columns>(
      `SELECT ${columns} FROM heroku_logs WHERE ${where}${place ? ` AND ${order.behind}` : ''} ORDER BY ${order.by} LIMIT ?`,
      ...[...values, ...(place ?? []), size],
    );
    const rows = found.map(rowOf);
    yield* rows;
    if (rows.length < size) return;
    left -= rows.length;
    place = order.placeOf(rows[rows.length - 1]);
    const bytes = rows.reduce((sum, { raw }) => sum + raw.length, 0);
    piece = bytes > PIECE.bytes ? PIECE.least : Math.min(PIECE.most, piece * 2);
  }
}

function rowOf(columns: Columns): LogRow {
  const [seq, source, key, revision, kind, day, created_at, type, action, actor, app, team, ip, late, first_seen, raw] =
    columns;
  // PostgreSQL has the JSON as bytes.
  const text = typeof raw === 'string' ? raw : String(raw);
  // prettier-ignore
  return { seq, source, id: idOf(key), revision, kind, day, created_at, type, action, actor, app, team, ip, raw: text,
    late, first_seen };
}
