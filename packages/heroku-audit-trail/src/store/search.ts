import { partsOf } from '../model/names';
import type { LogRow } from '../model/log-row';
import { idOf, keyOf } from '../model/event';
import type { Store } from './store';
import { rowsInPieces } from './log-rows';
import type { Value } from './sql';
import { TIME } from './tables';

export interface Filter {
  source?: string;
  /** `app`, `app.create` or `app-create`. */
  type?: string;
  /** `create`, or the whole name as in `type`. */
  action?: string;
  /** The email address, in capitals or not, or the id of the actor. */
  actor?: string;
  app?: string;
  team?: string;
  ip?: string;
  /** The id of an event. */
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
  /** How many of the newest. Default: all. */
  limit?: number;
  /** Rows behind this place, in the order that is asked for. */
  from?: Place;
  /** Rows that were stored after this one. */
  afterSeq?: number;
  /** Rows that were stored up to this one. */
  untilSeq?: number;
  /** Whether to read the JSON of the events. If not, `raw` is empty. */
  withRaw: boolean;
}

/** In an index of an expression, SQLite finds no place by a pair of values, but it does by the first value. */
const ORDERS = {
  time: { by: `${TIME}, seq`, behind: `${TIME} >= ? AND (${TIME}, seq) > (?, ?)` },
  'time-back': { by: `${TIME} DESC, seq DESC`, behind: `${TIME} <= ? AND (${TIME}, seq) < (?, ?)` },
};

interface Conditions {
  texts: string[];
  values: Value[];
}

function conditionsOf(
  { sql }: Store,
  filter: Filter,
  { afterSeq, untilSeq }: Pick<SearchOptions, 'afterSeq' | 'untilSeq'>,
): Conditions {
  const named = filter.type === undefined ? undefined : partsOf(filter.type);
  const done = filter.action === undefined ? undefined : partsOf(filter.action);
  const plain = sql.columns.unindexed;
  const action = done?.action ?? done?.type;
  const id = filter.id === undefined ? undefined : sql.key(keyOf(filter.id));
  // The columns with an index come first, the most selective one at the top. SQLite may use only the index of the first
  // condition: it cannot know that the other ones find many more rows.
  const all: [string, Value | undefined][] = [
    ['seq IN (SELECT seq FROM heroku_logs WHERE source IN (SELECT name FROM sources) AND event_id = ?)', id],
    ['lower(actor) = lower(?)', filter.actor],
    ['app = ?', filter.app],
    ['type = ?', named?.type],
    ['type = ?', done?.action && done.type],
    [`${plain}action = ?`, named?.action],
    [`${plain}action = ?`, action],
    [`${plain}source = ?`, filter.source],
    [`${plain}team = ?`, filter.team],
    [`${plain}ip = ?`, filter.ip],
    [`${plain}seq > ?`, afterSeq],
    [`${plain}seq <= ?`, untilSeq],
  ];
  const used = all.filter((one): one is [string, Value] => one[1] !== undefined);
  const texts = used.map(([text], i) => (i === 0 || text.startsWith(plain) ? text : plain + text));
  if (filter.since !== undefined) texts.push(`${TIME} >= ?`);
  if (filter.until !== undefined) texts.push(`${TIME} < ?`);
  const times = [filter.since, filter.until].filter((time) => time !== undefined);
  return { texts, values: [...used.map(([, value]) => value), ...times] };
}

/** The rows that fit. */
export function searchRows(
  store: Store,
  filter: Filter,
  options: SearchOptions,
): AsyncGenerator<LogRow, void, undefined> {
  const { order: name, limit, withRaw, from } = options;
  const { texts, values } = conditionsOf(store, filter, options);
  const order = {
    ...ORDERS[name],
    placeOf: ({ created_at, first_seen, seq }: LogRow) => valuesOf({ time: created_at ?? first_seen, seq }),
  };
  return rowsInPieces(store.sql, {
    where: whereOf(texts),
    values,
    order,
    from: from && valuesOf(from),
    limit,
    withRaw,
  });
}

/** The same for a row that does not come from the table. `source`, `since` and `until` are left to the caller. */
export function fits(row: LogRow, { type, action, actor, app, team, ip, id }: Filter): boolean {
  const named = type === undefined ? undefined : partsOf(type);
  const done = action === undefined ? undefined : partsOf(action);
  const wanted: [string | null, string | undefined][] = [
    [idOf(keyOf(row.id)), id && idOf(keyOf(id))],
    [row.actor && row.actor.toLowerCase(), actor?.toLowerCase()],
    [row.app, app],
    [row.team, team],
    [row.ip, ip],
    [row.type, named?.type],
    [row.action, named?.action],
    [row.type, done?.action && done.type],
    [row.action, done && (done.action ?? done.type)],
  ];
  return wanted.every(([has, value]) => value === undefined || has === value);
}

const whereOf = (texts: readonly string[]) => texts.join(' AND ') || '1 = 1';
const valuesOf = ({ time, seq }: Place): Value[] => [time, time, seq];

/** The place just before the newest `count` rows that fit; `undefined` if no more rows fit. */
export async function placeBefore(
  store: Store,
  filter: Filter,
  untilSeq: number,
  count: number,
): Promise<Place | undefined> {
  if (count === Infinity) return undefined;
  const { texts, values } = conditionsOf(store, filter, { untilSeq });
  return store.sql.get<Place>(
    `SELECT ${TIME} AS time, seq FROM heroku_events WHERE ${whereOf(texts)}
     ORDER BY ${ORDERS['time-back'].by} LIMIT 1 OFFSET ?`,
    ...[...values, count],
  );
}

export interface Counted {
  name: string;
  count: number;
}

/** Counts the rows that fit by day, type and actor: newest days first, most frequent types and actors first. */
export async function countRows(
  store: Store,
  filter: Filter,
  most: number,
): Promise<Record<'days' | 'types' | 'actors', Counted[]>> {
  const { texts, values } = conditionsOf(store, filter, {});
  const counted = (name: string, order: string) =>
    store.sql.all<Counted>(
      `SELECT ${name} AS name, count(*) AS count FROM heroku_events WHERE ${whereOf(texts)}
       GROUP BY 1 ORDER BY ${order} LIMIT ?`,
      ...[...values, Math.min(most, Number.MAX_SAFE_INTEGER)],
    );
  return {
    days: await counted('day', '1 DESC'),
    types: await counted("coalesce(type, '?') || '.' || coalesce(action, '?')", '2 DESC, 1'),
    actors: await counted("coalesce(lower(actor), '?')", '2 DESC, 1'),
  };
}
