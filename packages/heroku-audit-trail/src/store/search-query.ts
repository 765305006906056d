import { keyOf } from '../model/event';
import type { LogRow } from '../model/log-row';
import { partsOf } from '../model/event-names';
import { eventValue, spansWith, type Span, type ValueName } from './day-values';
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
  /** The email address in any case, or the id. */
  actor?: string;
  app?: string;
  team?: string;
  ip?: string;
  id?: string;
  /** ISO 8601: from this time on. */
  since?: string;
  /** ISO 8601: before this time. */
  until?: string;
}

/** The conditions. The query runs once for each span. */
export interface Query {
  texts: string[];
  values: Value[];
  /** In order. No row outside of the spans can match. */
  spans: readonly Partial<Span>[];
}

export interface Seqs {
  afterSeq?: number;
  untilSeq?: number;
}

const ALWAYS: Partial<Span> = {};

export async function queryOf(store: Store, filter: Filter, { afterSeq, untilSeq }: Seqs): Promise<Query> {
  const { sql } = store;
  const { type, actions } = namesOf(filter);
  const plain = sql.columns.unindexed;
  const id = filter.id === undefined ? undefined : sql.key(keyOf(filter.id));
  // The most selective index comes first. SQLite may use only the index of the first condition, because it does not know
  // that others match more rows.
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
    // With an index, one span from the first to the last time is enough.
    spans: hasIndex && spans.length > 0 ? [{ first: spans[0].first, last: spans.at(-1)!.last }] : spans,
  };
}

/** A row must have all of these: `--type app.create --action destroy` finds nothing. */
function namesOf({ type, action }: Filter): { type: string[]; actions: string[] } {
  const named = type === undefined ? undefined : partsOf(type);
  const done = action === undefined ? undefined : partsOf(action);
  const types = [named?.type, done?.action && done.type];
  return {
    type: types.filter((one) => one !== undefined),
    actions: [named?.action, done?.action ?? done?.type].filter((one) => one !== undefined),
  };
}

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

export function within({ texts, values }: Query, { first, last }: Partial<Span>): { where: string; values: Value[] } {
  const times = first === undefined || last === undefined ? [] : [first, last];
  const all = times.length === 0 ? texts : [...texts, `${TIME} >= ?`, `${TIME} <= ?`];
  return { where: all.join(' AND ') || '1 = 1', values: [...values, ...times] };
}

/** For rows from files. The caller checks `source`, `since` and `until`. */
export function fits(row: LogRow, filter: Filter): boolean {
  const { actor, app, team, ip, id } = filter;
  const { type, actions } = namesOf(filter);
  const wanted: [string | null, string | undefined][] = [
    [keyOf(row.id), id && keyOf(id)],
    [row.actor && row.actor.toLowerCase(), actor?.toLowerCase()],
    [row.app, app],
    [row.team, team],
    [row.ip, ip],
    ...type.map((one): [string | null, string] => [row.type, one]),
    ...actions.map((one): [string | null, string] => [row.action, one]),
  ];
  return wanted.every(([has, value]) => value === undefined || has === value);
}
