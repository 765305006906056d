import { crashPoint } from '../crash-points';
import type { Day } from '../model/days';
import type { EventFields } from '../model/event';
import type { GrowingChains, LinkRow } from './chains';
import type { GrowingDayValues } from './day-values';
import { nextSeq } from './sequence';
import type { Sql, Target, Value } from './sql';

export interface FreshEvent {
  fields: EventFields;
  raw: Buffer;
  hash: string;
}

export interface Row {
  fields: EventFields;
  revision: number;
  /** `extended`: the body has all fields of the previous one, and more. */
  kind: 'event' | 'extended' | 'vanished';
}

export interface NewRow {
  event: FreshEvent;
  revision: number;
  kind: Row['kind'];
  day: Day;
}

export interface Insert {
  source: string;
  origin: 'events' | 'archive';
  late: (day: Day) => boolean;
  firstSeen: string;
}

export interface Growing {
  chains: GrowingChains;
  dayValues: GrowingDayValues;
}

const texts = (...names: string[]) => names.map((name) => ({ name, type: 'text' as const }));
const integer = (name: string) => ({ name, type: 'integer' as const });

const LOG: Target = {
  table: 'heroku_logs',
  columns: [
    integer('seq'),
    ...texts('source'),
    { name: 'event_id', type: 'key' },
    integer('revision'),
    ...texts('kind', 'day', 'created_at', 'type', 'action', 'actor', 'app', 'team', 'ip'),
    { name: 'raw', type: 'json' },
    { name: 'raw_hash', type: 'bytes' },
    ...texts('origin'),
    integer('late'),
    ...texts('first_seen'),
    integer('extended'),
  ],
};

export function writeRows(sql: Sql, { chains, dayValues }: Growing) {
  const sequence = nextSeq(sql);

  return async (news: readonly NewRow[], at: Insert): Promise<Row[]> => {
    const firstSeq = await sequence.next(news.length);
    const ofDay = new Map<Day, { add(row: LinkRow): void }[]>();
    const rows: Value[][] = [];
    for (const [i, { event, revision, kind, day }] of news.entries()) {
      let growing = ofDay.get(day);
      if (!growing) ofDay.set(day, (growing = [await chains.of(at.source, day), dayValues.of(at.source, day)]));
      const row = linkRowOf(event, { seq: firstSeq + i, revision, kind, day, late: at.late(day) }, at, sql.text);
      for (const one of growing) one.add(row);
      rows.push(valuesOf(row, sql.key(event.fields.key), event));
      crashPoint('F4');
    }
    await sql.insert(LOG, rows);
    return news.map(({ event, revision, kind }) => ({ fields: event.fields, revision, kind }));
  };
}

function linkRowOf(
  { fields, hash }: FreshEvent,
  { seq, revision, kind, day, late }: { seq: number; revision: number; kind: Row['kind']; day: Day; late: boolean },
  { source, origin, firstSeen }: Insert,
  text: (text: string) => string,
): LinkRow {
  const textOrNull = (value: string | null) => (value === null ? null : text(value));
  // One object literal is faster, and this runs for every row.
  return {
    seq,
    source,
    key: text(fields.key),
    revision,
    kind: kind === 'vanished' ? kind : 'event',
    extended: kind === 'extended' ? 1 : 0,
    day,
    created_at: fields.createdAt,
    type: textOrNull(fields.type),
    action: textOrNull(fields.action),
    actor: textOrNull(fields.actor),
    app: textOrNull(fields.app),
    team: textOrNull(fields.team),
    ip: textOrNull(fields.ip),
    raw_hash: hash,
    origin,
    late: late ? 1 : 0,
    first_seen: firstSeen,
  };
}

/** In the order of `LOG`. */
function valuesOf(row: LinkRow, key: Value, { raw, hash }: FreshEvent): Value[] {
  const { seq, source, revision, kind, day, created_at, type, action, actor, app, team, ip } = row;
  // prettier-ignore
  return [seq, source, key, revision, kind, day, created_at, type, action, actor, app, team, ip, raw,
    Buffer.from(hash, 'hex'), row.origin, row.late, row.first_seen, row.extended];
}
