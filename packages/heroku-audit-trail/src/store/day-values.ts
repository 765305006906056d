import type { Day } from '../model/days';
import type { LinkRow } from './chains';
import type { Reading, Sql, Target, Value } from './sql';

/** Columns that have no index of their own. `event` is the type and the action. */
export type ValueName = 'type' | 'action' | 'event' | 'team' | 'ip';

/** From the first time to the last one, both included. */
export interface Span {
  first: string;
  last: string;
}

type SearchedRow = Pick<LinkRow, 'created_at' | 'first_seen' | 'type' | 'action' | 'team' | 'ip'>;

export const eventValue = (type: string, action: string): string => `${type}.${action}`;

const DAY_VALUES: Target = {
  table: 'day_values',
  columns: (['name', 'value', 'source', 'day', 'first', 'last'] as const).map((name) => ({ name, type: 'text' })),
  onConflict: `(name, value, source, day) DO UPDATE SET
    first = CASE WHEN excluded.first < day_values.first THEN excluded.first ELSE day_values.first END,
    last = CASE WHEN excluded.last > day_values.last THEN excluded.last ELSE day_values.last END`,
};

export type GrowingDayValues = ReturnType<typeof growDayValues>;

/** Stores the first and the last time of each value in a day. An index would have an entry for each row. */
export function growDayValues(sql: Sql) {
  const days = new Map<string, { source: string; day: Day; spans: Spans }>();

  return {
    of(source: string, day: Day): { add(row: SearchedRow): void } {
      const name = `${source} ${day}`;
      let found = days.get(name);
      if (!found) days.set(name, (found = { source, day, spans: noSpans() }));
      const { type, action, event, team, ip } = found.spans;
      return {
        add(row) {
          const time = row.created_at ?? row.first_seen;
          reach(type, row.type, time);
          reach(action, row.action, time);
          if (row.type !== null && row.action !== null) reach(event, eventValue(row.type, row.action), time);
          reach(team, row.team, time);
          reach(ip, row.ip, time);
        },
      };
    },
    async write(): Promise<void> {
      const rows: Value[][] = [];
      for (const { source, day, spans } of days.values())
        for (const [name, byValue] of Object.entries(spans))
          for (const [value, { first, last }] of byValue) rows.push([name, value, source, day, first, last]);
      if (rows.length > 0) await sql.insert(DAY_VALUES, rows);
    },
  };
}

type Spans = Record<ValueName, Map<string, Span>>;

const noSpans = (): Spans => ({ type: new Map(), action: new Map(), event: new Map(), team: new Map(), ip: new Map() });

function reach(spans: Map<string, Span>, value: string | null, time: string): void {
  if (value === null) return;
  const span = spans.get(value);
  if (span === undefined) spans.set(value, { first: time, last: time });
  else if (time < span.first) span.first = time;
  else if (time > span.last) span.last = time;
}

/** @returns the spans in which rows may have all of these values: in order, without overlaps. */
export async function spansWith(
  sql: Reading,
  wanted: readonly (readonly [ValueName, string])[],
  source?: string,
): Promise<Span[]> {
  let found: Map<string, Span> | undefined;
  for (const [name, value] of wanted) {
    const rows = await sql.all<Span & { source: string; day: Day }>(
      'SELECT source, day, first, last FROM day_values WHERE name = ? AND value = ?',
      ...[name, value],
    );
    const spans = new Map<string, Span>();
    for (const { source: of, day, first, last } of rows) {
      if (source !== undefined && source !== of) continue;
      const key = `${of} ${day}`;
      const before = found === undefined ? { first, last } : found.get(key);
      if (!before) continue;
      const both = {
        first: first > before.first ? first : before.first,
        last: last < before.last ? last : before.last,
      };
      if (both.first <= both.last) spans.set(key, both);
    }
    found = spans;
  }
  return joined([...(found?.values() ?? [])]);
}

function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const latest = all.at(-1);
    if (latest && span.first <= latest.last) latest.last = span.last > latest.last ? span.last : latest.last;
    else all.push({ ...span });
  }
  return all;
}
