import { partsOf } from '../model/names';
import type { LogRow } from '../model/log-row';
import { idOf, keyOf } from '../model/event';
import { eventValue, spansWith, type Span, type ValueName } from './day-values';
import { rowsInPieces } from './log-rows';
import { DAY_VALUES_SINCE } from './schema';
import type { Value } from './sql';
import type { Store } from './store';
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

/** What to ask for: all conditions, once for each span of time. */
interface Query {
  texts: string[];
  values: Value[];
  /** The earliest first. Rows at other times cannot fit. */
  spans: readonly Partial<Span>[];
}

const ALWAYS: Partial<Span> = {};

async function queryOf(
  store: Store,
  filter: Filter,
  { afterSeq, untilSeq }: Pick<SearchOptions, 'afterSeq' | 'untilSeq'>,
): Promise<Query> {
  const { sql } = store;
  const { type, actions } = namesOf(filter);
  const plain = sql.columns.unindexed;
  const id = filter.id === undefined ? undefined : sql.key(keyOf(filter.id));
  // The columns with an index come first, the most selective one at the top. SQLite may use only the index of the first
  // condition: it cannot know that the other ones find many more rows.
  const indexed: [string, Value | undefined][] = [
    ['seq IN (SELECT seq FROM heroku_logs WHERE source IN (SELECT name FROM sources) AND event_id = ?)', id],
    ['lower(actor) = lower(?)', filter.actor],
    ['app = ?', filter.app],
  ];
  const others: [string, Value | undefined][] = [
    ...type.map((one): [string, string] => ['type = ?', one]),
    ...actions.map((one): [string, string] => ['action = ?', one]),
    ['source = ?', filter.source],
    ['team = ?', filter.team],
    ['ip = ?', filter.ip],
    ['seq > ?', afterSeq],
    ['seq <= ?', untilSeq],
  ];
  const used = [...indexed, ...others].filter((one): one is [string, Value] => one[1] !== undefined);
  const hasIndex = indexed.some(([, value]) => value !== undefined);
  const texts = used.map(([text], i) => (i === 0 && hasIndex ? text : plain + text));
  if (filter.since !== undefined) texts.push(`${TIME} >= ?`);
  if (filter.until !== undefined) texts.push(`${TIME} < ?`);
  const times = [filter.since, filter.until].filter((time) => time !== undefined);
  const spans = await spansFor(store, filter);
  return {
    texts,
    values: [...used.map(([, value]) => value), ...times],
    // An index finds its rows at once; of the times, the outermost are enough.
    spans: hasIndex && spans.length > 0 ? [{ first: spans[0].first, last: spans.at(-1)!.last }] : spans,
  };
}

/** All of these types and actions: `--type app.create --action destroy` finds nothing. */
function namesOf({ type, action }: Filter): { type: string[]; actions: string[] } {
  const named = type === undefined ? undefined : partsOf(type);
  const done = action === undefined ? undefined : partsOf(action);
  const types = [named?.type, done?.action && done.type];
  return {
    type: types.filter((one) => one !== undefined),
    actions: [named?.action, done?.action ?? done?.type].filter((one) => one !== undefined),
  };
}

/** When the columns without an index have these values. */
async function spansFor({ sql, version }: Store, filter: Filter): Promise<readonly Partial<Span>[]> {
  const { type, actions } = namesOf(filter);
  const wanted: [ValueName, string][] = [
    ...type.map((one): [ValueName, string] => ['type', one]),
    ...actions.map((one): [ValueName, string] => ['action', one]),
    ...type.flatMap((one) => actions.map((action): [ValueName, string] => ['event', eventValue(one, action)])),
  ];
  if (filter.team !== undefined) wanted.push(['team', filter.team]);
  if (filter.ip !== undefined) wanted.push(['ip', filter.ip]);
  if (wanted.length === 0 || version < DAY_VALUES_SINCE) return [ALWAYS];
  return spansWith(sql, wanted, filter.source);
}

/** The conditions for the rows in a span of time, and their values. */
function within({ texts, values }: Query, { first, last }: Partial<Span>): { where: string; values: Value[] } {
  const times = first === undefined || last === undefined ? [] : [first, last];
  const all = times.length === 0 ? texts : [...texts, `${TIME} >= ?`, `${TIME} <= ?`];
  return { where: all.join(' AND ') || '1 = 1', values: [...values, ...times] };
}

/** The rows that fit. */
export async function* searchRows(
  store: Store,
  filter: Filter,
  { order: name, limit = Infinity, withRaw, from, ...seqs }: SearchOptions,
): AsyncGenerator<LogRow, void, undefined> {
  const query = await queryOf(store, filter, seqs);
  const order = {
    ...ORDERS[name],
    placeOf: ({ created_at, first_seen, seq }: LogRow) => valuesOf({ time: created_at ?? first_seen, seq }),
  };
  let left = limit;
  for (const span of name === 'time' ? query.spans : [...query.spans].reverse()) {
    const pieces = { ...within(query, span), order, from: from && valuesOf(from), limit: left, withRaw };
    for await (const row of rowsInPieces(store.sql, pieces)) {
      yield row;
      left -= 1;
    }
    if (left <= 0) return;
  }
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

const valuesOf = ({ time, seq }: Place): Value[] => [time, time, seq];

/** The place just before the newest `count` rows that fit; `undefined` if no more rows fit. */
export async function placeBefore(
  store: Store,
  filter: Filter,
  untilSeq: number,
  count: number,
): Promise<Place | undefined> {
  if (count === Infinity) return undefined;
  const query = await queryOf(store, filter, { untilSeq });
  let left = count;
  for (const span of [...query.spans].reverse()) {
    const { where, values } = within(query, span);
    const found = await store.sql.get<Place>(
      `SELECT ${TIME} AS time, seq FROM heroku_events WHERE ${where}
       ORDER BY ${ORDERS['time-back'].by} LIMIT 1 OFFSET ?`,
      ...[...values, left],
    );
    if (found || query.spans.length === 1) return found;
    const { rows } = (await store.sql.get<{ rows: number }>(
      `SELECT count(*) AS rows FROM heroku_events WHERE ${where}`,
      ...values,
    ))!;
    left -= rows;
  }
  return undefined;
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
  const query = await queryOf(store, filter, {});
  if (query.spans.length === 0) return { days: [], types: [], actors: [] };
  const { where, values } = within(query, { first: query.spans[0].first, last: query.spans.at(-1)!.last });
  const counted = (name: string, order: string) =>
    store.sql.all<Counted>(
      `SELECT ${name} AS name, count(*) AS count FROM heroku_events WHERE ${where}
       GROUP BY 1 ORDER BY ${order} LIMIT ?`,
      ...[...values, Math.min(most, Number.MAX_SAFE_INTEGER)],
    );
  return {
    days: await counted('day', '1 DESC'),
    types: await counted("coalesce(type, '?') || '.' || coalesce(action, '?')", '2 DESC, 1'),
    actors: await counted("coalesce(lower(actor), '?')", '2 DESC, 1'),
  };
}
