import { partsOf } from '../formats/names';
import type { LogRow } from '../model/log-row';
import { keyOf } from '../source/event';
import type { Store } from './store';
import { EVENT_COLUMNS, TIME } from './tables';

export interface Filter {
  source?: string;
  /** `app`, `app.create` or `app-create`. */
  type?: string;
  /** `create`, or the whole name as in `type`. */
  action?: string;
  /** The email address, in any letters, or the id of the actor. */
  actor?: string;
  app?: string;
  team?: string;
  ip?: string;
  /** Of an event. */
  id?: string;
  /** ISO 8601: from this time on. */
  since?: string;
  /** ISO 8601: before this time. */
  until?: string;
}

/** Where a row is in the order of time. */
export interface Place {
  time: string;
  seq: number;
}

export interface SearchOptions {
  /** `time`: the newest last. `time-back`: the newest first. */
  order: keyof typeof ORDERS;
  /** The newest so many. Default: all. */
  limit?: number;
  /** Rows behind this place, in the order that is asked for. */
  from?: Place;
  /** Rows that were stored after this one. */
  afterSeq?: number;
  /** Rows that were stored up to this one. */
  untilSeq?: number;
  /** Whether the JSON of the events is wanted. Without it a row has an empty one. */
  withRaw: boolean;
}

/** So many rows are read at a time, and fewer where they are large. Between two pieces the database is free for others. */
const PIECE = { least: 32, most: 1024, bytes: 4 * 1024 * 1024 };

/** A pair of values leads to no place in an index of an expression, but its first value does. */
const ORDERS = {
  time: { by: `${TIME}, seq`, behind: `${TIME} >= ? AND (${TIME}, seq) > (?, ?)` },
  'time-back': { by: `${TIME} DESC, seq DESC`, behind: `${TIME} <= ? AND (${TIME}, seq) < (?, ?)` },
};

interface Conditions {
  texts: string[];
  values: (string | number | Buffer)[];
}

function conditionsOf(
  filter: Filter,
  { afterSeq, untilSeq }: Pick<SearchOptions, 'afterSeq' | 'untilSeq'>,
): Conditions {
  const named = filter.type === undefined ? undefined : partsOf(filter.type);
  const done = filter.action === undefined ? undefined : partsOf(filter.action);
  const action = done?.action ?? done?.type;
  const id = filter.id === undefined ? undefined : keyOf(filter.id);
  // What has an index, the most telling first. Only the first that is asked for is left to SQLite as a way to the rows:
  // of the others it cannot know that they lead to many more.
  const all: [string, string | number | Buffer | undefined][] = [
    ['source IN (SELECT name FROM sources) AND event_id = ?', id],
    ['lower(actor) = lower(?)', filter.actor],
    ['app = ?', filter.app],
    ['type = ?', named?.type],
    ['type = ?', done?.action && done.type],
    ['+action = ?', named?.action],
    ['+action = ?', action],
    ['+source = ?', filter.source],
    ['+team = ?', filter.team],
    ['+ip = ?', filter.ip],
    ['+seq > ?', afterSeq],
    ['+seq <= ?', untilSeq],
  ];
  const used = all.filter((one): one is [string, string | number | Buffer] => one[1] !== undefined);
  const texts = used.map(([text], i) => (i === 0 || text.startsWith('+') ? text : `+${text}`));
  if (filter.since !== undefined) texts.push(`${TIME} >= ?`);
  if (filter.until !== undefined) texts.push(`${TIME} < ?`);
  const times = [filter.since, filter.until].filter((time) => time !== undefined);
  return { texts, values: [...used.map(([, value]) => value), ...times] };
}

/** The rows that fit. */
export async function* searchRows(
  store: Store,
  filter: Filter,
  options: SearchOptions,
): AsyncGenerator<LogRow, void, undefined> {
  const { order, limit = Infinity, withRaw } = options;
  const { texts, values } = conditionsOf(filter, options);
  const { by, behind } = ORDERS[order];
  const columns = `${EVENT_COLUMNS}, ${withRaw ? 'raw' : "'' AS raw"}`;
  let left = limit;
  let piece = PIECE.least;
  let place = options.from;
  while (left > 0) {
    const where = [...texts, ...(place ? [behind] : [])].join(' AND ') || '1 = 1';
    const size = Math.min(piece, left);
    const rows = store.db
      .prepare<unknown[], LogRow>(`SELECT ${columns} FROM heroku_logs WHERE ${where} ORDER BY ${by} LIMIT ?`)
      .all(...values, ...(place ? [place.time, place.time, place.seq] : []), size);
    yield* rows;
    if (rows.length < size) return;
    left -= rows.length;
    const { created_at, first_seen, seq } = rows[rows.length - 1];
    place = { time: created_at ?? first_seen, seq };
    const bytes = rows.reduce((sum, { raw }) => sum + raw.length, 0);
    piece = bytes > PIECE.bytes ? PIECE.least : Math.min(PIECE.most, piece * 2);
  }
}

/** The place before the newest so many rows that fit; `undefined` where there are no more than that. */
export function placeBefore(store: Store, filter: Filter, untilSeq: number, count: number): Place | undefined {
  if (count === Infinity) return undefined;
  const { texts, values } = conditionsOf(filter, { untilSeq });
  return store.db
    .prepare<unknown[], Place>(
      `SELECT ${TIME} AS time, seq FROM heroku_logs WHERE ${texts.join(' AND ') || '1 = 1'}
       ORDER BY ${ORDERS['time-back'].by} LIMIT 1 OFFSET ?`,
    )
    .get(...values, count);
}

export interface Counted {
  name: string;
  count: number;
}

/** How many rows that fit there are of each day, type and actor: the newest days first, the most frequent others. */
export function countRows(store: Store, filter: Filter, most: number): Record<'days' | 'types' | 'actors', Counted[]> {
  const { texts, values } = conditionsOf(filter, {});
  const counted = (name: string, order: string) =>
    store.db
      .prepare<unknown[], Counted>(
        `SELECT ${name} AS name, count(*) AS count FROM heroku_logs WHERE ${texts.join(' AND ') || '1 = 1'}
         GROUP BY 1 ORDER BY ${order} LIMIT ?`,
      )
      .all(...values, Math.min(most, Number.MAX_SAFE_INTEGER));
  return {
    days: counted('day', '1 DESC'),
    types: counted("coalesce(type, '?') || '.' || coalesce(action, '?')", '2 DESC, 1'),
    actors: counted("coalesce(lower(actor), '?')", '2 DESC, 1'),
  };
}
