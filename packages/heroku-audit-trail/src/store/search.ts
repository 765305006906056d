import type { LogRow } from '../model/log-row';
import { rowsInPieces } from './log-rows';
import { queryOf, within, type Filter, type Seqs } from './search-query';
import type { Value } from './sql';
import type { Store } from './store';
import { TIME } from './tables';

export interface Place {
  time: string;
  seq: number;
}

export interface SearchOptions extends Seqs {
  /** `time`: the newest last. `time-back`: the newest first. */
  order: keyof typeof ORDERS;
  limit?: number;
  /** Only rows after this place, in the given order. */
  from?: Place;
  /** Whether to read the JSON of the events. If not, `raw` is empty. */
  withRaw: boolean;
}

/** In an index of an expression, SQLite seeks by the first value, but not by a pair. */
const ORDERS = {
  time: { by: `${TIME}, seq`, behind: `${TIME} >= ? AND (${TIME}, seq) > (?, ?)` },
  'time-back': { by: `${TIME} DESC, seq DESC`, behind: `${TIME} <= ? AND (${TIME}, seq) < (?, ?)` },
};

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
