import { statSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, dayOf, endOf, type Day } from '../days';
import type { DayState } from '../collector/day-states';
import { isLookedAt, type Gap } from './days';
import { DATABASE } from './checks';
import type { ParkedRow } from './parked';
import type { SinkRow } from './sinks';
import { herokuNow, type SourceRow } from './sources';
import type { Store } from './store';

export interface GapDay extends Gap {
  day: Day;
}

export interface SourceStatus extends Omit<SourceRow, 'heardTime'> {
  events: number;
  /** How many days are in each state. */
  days: Record<DayState, number>;
  /** Days of which events may be missing: read in part, not read though they are over, or short of the archive. */
  gaps: GapDay[];
  /** How many days are no longer looked at by themselves, and not held against an archive yet. */
  unreconciled: number;
  changed: number;
  /** Events that Heroku says more of than at first. */
  extended: number;
  vanished: number;
  late: number;
}

export interface SinkStatus extends SinkRow {
  /** Rows that are not yet acknowledged. */
  lag: number;
  /** Rows that its receiver has refused, and that are left out or to be sent again. */
  parked: ParkedRow[];
  /** Until when its receiver wants to be left alone, where that is not over. */
  waitsUntil?: string;
  /** Of an ndjson sink: bytes of each file in which every row is exactly once. */
  committed?: Record<string, number>;
}

export interface Status {
  dataDir: string;
  instance: string;
  bytes: number;
  rows: number;
  sources: SourceStatus[];
  sinks: SinkStatus[];
}

export function gapsOf(store: Store, source: string, now: number): GapDay[] {
  return store.days.all(source).flatMap(({ day, gap, state }): GapDay[] => {
    if (day > dayOf(now)) return [];
    if (gap) return [{ day, ...gap }];
    const unread = state === 'NEW' && now >= endOf(day);
    return unread ? [{ day, kind: 'unread', reason: 'not read yet' }] : [];
  });
}

/** How many days are past the time in which a late event is found without an archive, and were not held against one. */
export const unreconciledDays = (store: Store, source: string, now: number): number =>
  store.days.all(source).filter(({ day, state }) => state !== 'RECONCILED' && !isLookedAt(day, dayOf(now))).length;

/** Days between the last one that is known and today, which the next cycle will read. */
export function daysBehind(store: Store, source: SourceRow, now: number): Day[] {
  const last = store.days.all(source.name).at(-1)?.day ?? source.firstDay;
  const behind: Day[] = [];
  for (let day = addDays(last, 1); day < dayOf(now); day = addDays(day, 1)) behind.push(day);
  return behind;
}

const stillAhead = (until: string | undefined) =>
  until !== undefined && Date.parse(until) > Date.now() ? until : undefined;

export function statusOf(store: Store): Status {
  const { db, sinks, sources, folder, instance } = store;
  const rows = sinks.lastSeq();
  const all = db.prepare<[string], number>('SELECT count(*) FROM heroku_logs WHERE source = ?').pluck();
  const odd = db.prepare<
    [string],
    { revisions: number; changed: number; extended: number; vanished: number; late: number }
  >(
    `SELECT count(*) FILTER (WHERE revision > 0) AS revisions,
       count(*) FILTER (WHERE kind = 'event' AND revision > 0) AS changed,
       count(*) FILTER (WHERE kind = 'extended') AS extended,
       count(*) FILTER (WHERE kind = 'vanished') AS vanished, count(*) FILTER (WHERE late = 1) AS late
     FROM heroku_events WHERE source = ? AND (revision > 0 OR late = 1)`,
  );
  return {
    dataDir: folder,
    instance,
    bytes: statSync(join(folder, DATABASE)).size,
    rows,
    sources: sources.all().map((source) => {
      const days: Record<DayState, number> = { NEW: 0, OPEN: 0, SETTLING: 0, SEALED: 0, RECONCILED: 0 };
      const now = herokuNow(source);
      for (const { state, day } of store.days.all(source.name)) if (day <= dayOf(now)) days[state] += 1;
      const behind = daysBehind(store, source, now).map((day): GapDay => ({
        day,
        kind: 'unread',
        reason: 'not read yet: nothing has collected since',
      }));
      const { revisions, ...found } = odd.get(source.name)!;
      const events = all.get(source.name)! - revisions;
      const gaps = [...gapsOf(store, source.name, now), ...behind];
      const unreconciled = unreconciledDays(store, source.name, now);
      const { heardTime: _heard, ...row } = source;
      return { ...row, events, ...found, days, gaps, unreconciled };
    }),
    sinks: sinks.all().map((sink) => ({
      ...sink,
      lag: rows - sink.acked,
      parked: store.parked.all(sink.name).filter(({ state }) => state !== 'skipped'),
      waitsUntil: stillAhead(sinks.waitsUntil(sink.name)),
      ...(sink.type === 'ndjson' && {
        committed: Object.fromEntries(sinks.filesOf(sink.name).map(({ file, bytes }) => [file, bytes])),
      }),
    })),
  };
}
