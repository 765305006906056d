import { addDays, dayOf, endOf, type Day } from '../model/days';
import { isStillPolled, type DayState, type Gap } from '../model/day-states';
import type { ParkedRow } from './parked';
import type { SinkRow } from './sinks';
import { herokuNow, type SourceRow } from './sources';
import type { Store } from './store';

export interface GapDay extends Gap {
  day: Day;
}

export interface SourceStatus extends Omit<SourceRow, 'heardTime'> {
  events: number;
  days: Record<DayState, number>;
  gaps: GapDay[];
  /** Days that ended after they were last read. */
  ended: Day[];
  /** How many days are no longer polled, and were not yet compared with an archive. */
  unreconciled: number;
  changed: number;
  extended: number;
  vanished: number;
  late: number;
}

export interface SinkStatus extends SinkRow {
  lag: number;
  parked: ParkedRow[];
  waitsUntil?: string;
  /** For an ndjson sink: how many bytes of each file are acknowledged. They have every row exactly once. */
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

export async function gapsOf(store: Store, source: string, now: number): Promise<GapDay[]> {
  return (await store.days.all(source)).flatMap(({ day, gap, state }): GapDay[] => {
    if (day > dayOf(now)) return [];
    if (gap) return [{ day, ...gap }];
    const unread = state === 'NEW' && now >= endOf(day);
    return unread ? [{ day, kind: 'unread', reason: 'not read yet' }] : [];
  });
}

const endedDays = async (store: Store, source: string, now: number): Promise<Day[]> =>
  (await store.days.all(source)).flatMap(({ day, gap, state }) =>
    state === 'OPEN' && !gap && now >= endOf(day) ? [day] : [],
  );

export const unreconciledDays = async (store: Store, source: string, now: number): Promise<number> =>
  (await store.days.all(source)).filter(({ day, state }) => state !== 'RECONCILED' && !isStillPolled(day, dayOf(now)))
    .length;

/** The days between the last known one and today. The next cycle will read them. */
export async function daysBehind(store: Store, source: SourceRow, now: number): Promise<Day[]> {
  const last = (await store.days.latest(source.name)) ?? source.firstDay;
  const behind: Day[] = [];
  for (let day = addDays(last, 1); day < dayOf(now); day = addDays(day, 1)) behind.push(day);
  return behind;
}

const stillAhead = (until: string | undefined) =>
  until !== undefined && Date.parse(until) > Date.now() ? until : undefined;

export async function statusOf(store: Store): Promise<Status> {
  const { sinks, sources, folder, instance } = store;
  const rows = await sinks.lastSeq();
  const status: Status = {
    dataDir: folder,
    instance,
    bytes: await store.bytes(),
    rows,
    sources: [],
    sinks: [],
  };
  for (const source of await sources.all()) status.sources.push(await sourceStatus(store, source));
  for (const sink of await sinks.all()) status.sinks.push(await sinkStatus(store, sink, rows));
  return status;
}

async function sourceStatus(store: Store, source: SourceRow): Promise<SourceStatus> {
  const { name } = source;
  const days: Record<DayState, number> = { NEW: 0, OPEN: 0, SETTLING: 0, SEALED: 0, RECONCILED: 0 };
  const now = herokuNow(source);
  for (const { state, day } of await store.days.all(name)) if (day <= dayOf(now)) days[state] += 1;
  const behind = (await daysBehind(store, source, now)).map((day): GapDay => ({
    day,
    kind: 'unread',
    reason: 'not read yet: nothing has collected since',
  }));
  const all = 'SELECT count(*) AS rows FROM heroku_logs WHERE source = ?';
  const { rows } = (await store.sql.get<{ rows: number }>(all, name))!;
  const odd = await store.sql.get<Record<'revisions' | 'changed' | 'extended' | 'vanished' | 'late', number>>(
    `SELECT count(*) FILTER (WHERE revision > 0) AS revisions,
       count(*) FILTER (WHERE kind = 'event' AND revision > 0) AS changed,
       count(*) FILTER (WHERE kind = 'extended') AS extended,
       count(*) FILTER (WHERE kind = 'vanished') AS vanished, count(*) FILTER (WHERE late = 1) AS late
     FROM heroku_events WHERE source = ? AND (revision > 0 OR late = 1)`,
    name,
  );
  const { revisions, ...found } = odd!;
  const gaps = [...(await gapsOf(store, name, now)), ...behind];
  const ended = await endedDays(store, name, now);
  const unreconciled = await unreconciledDays(store, name, now);
  const { heardTime: _heard, ...row } = source;
  return { ...row, events: rows - revisions, ...found, days, gaps, ended, unreconciled };
}

async function sinkStatus({ sinks, parked }: Store, sink: SinkRow, rows: number): Promise<SinkStatus> {
  const { name, type, acked } = sink;
  const files = type === 'ndjson' ? await sinks.filesOf(name) : [];
  return {
    ...sink,
    lag: rows - acked,
    parked: (await parked.all(name)).filter(({ state }) => state !== 'skipped'),
    waitsUntil: stillAhead(await sinks.waitsUntil(name)),
    ...(type === 'ndjson' && { committed: Object.fromEntries(files.map(({ file, bytes }) => [file, bytes])) }),
  };
}
