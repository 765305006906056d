import { createHash } from 'node:crypto';
import { crashPoint } from '../crash-points';
import { afterPoll, isClosed, type Gap } from '../model/day-states';
import type { Day } from '../model/days';
import type { EventKey } from '../model/event';
import type { Source } from '../source/source';
import type { DayRow } from '../store/days';
import type { KnownEvent } from '../store/events';
import type { FreshEvent, Insert, Row } from '../store/new-rows';
import type { Redaction } from '../store/redaction';
import type { Listed } from '../store/revisions';
import type { Transaction } from '../store/store';

export interface DayPoll {
  day: Day;
  listed: number;
  repeated: number;
  rows: Row[];
  late: boolean;
  /** Events that are listed under another day than their own. */
  misplaced: number;
  truncated: boolean;
  /** Events that are no longer listed, if these are most of the day; otherwise 0. */
  gone: number;
  leftOut?: string;
  sealed: boolean;
}

/** What one answer lists: new events in `fresh`; the others are marked in `known`. */
export interface Answer {
  known: Map<string, KnownEvent>;
  fresh: Map<EventKey, FreshEvent[]>;
  listed: number;
  repeated: number;
  items: number;
  redaction: Redaction;
  leftOut?: string;
}

interface Writing {
  source: Source;
  tx: Transaction;
  day: Day;
  truncated: boolean;
}

export async function writeDay(answer: Answer, { source, tx, day, truncated }: Writing): Promise<DayPoll> {
  const { days, events } = tx;
  const { name } = source;
  await days.ensure(name, day, day);
  const before = (await days.get(name, day))!;
  const now = source.now();
  const late = isClosed(before.state);
  const at: Insert = { source: name, origin: 'events', late: () => late, firstSeen: new Date(now).toISOString() };
  const listed = new Set<string>();
  for (const { key, listed: isListed } of answer.known.values()) if (isListed) listed.add(key);
  const news = [...answer.fresh].map(([key, bodies]): Listed => ({ bodies, asKnown: listed.has(key) }));
  const rows = await events.addListed(news, day, at);
  const misplaced = rows.filter(({ fields }) => fields.createdAt !== null && !fields.createdAt.startsWith(day)).length;
  for (const key of answer.fresh.keys()) listed.add(key);
  const { held, gone } = truncated ? NONE_GONE : goneFrom(answer.known, listed);
  const complete = !truncated && gone === 0;
  if (complete) rows.push(...(await noteAbsences(answer.known, listed, tx, day, at)));
  const idsHash = hashOfKeys(listed);
  const grown = rows.some(({ revision }) => revision === 0);
  const facts = afterPoll(before, { day, now, idsHash, complete, changed: rows.length > 0, grown });
  await days.polled(name, day, facts, listed.size, at.firstSeen);
  const gap = gapAfter(before, {
    isReconciled: facts.state === 'RECONCILED',
    truncated,
    leftOut: answer.leftOut,
    listed: listed.size,
    held,
    gone,
  });
  if (gap !== undefined) await days.setGap(name, day, gap);
  const sealed = facts.state === 'SEALED' && before.state !== 'SEALED';
  if (sealed) crashPoint('S1');
  const { repeated, leftOut } = answer;
  return { day, listed: listed.size, repeated, rows, late, misplaced, truncated, leftOut, gone, sealed };
}

interface Polled {
  isReconciled: boolean;
  truncated: boolean;
  leftOut?: string;
  listed: number;
  held: number;
  gone: number;
}

/** @returns the new gap of the day; `null` if its gap is closed, `undefined` if it stays as it is. */
function gapAfter(
  before: DayRow,
  { isReconciled, truncated, leftOut, listed, held, gone }: Polled,
): Gap | null | undefined {
  if (truncated && !isReconciled) {
    const reason =
      leftOut === undefined
        ? `an answer with ${listed} events or more was cut, and nothing says where it continues`
        : `the answer ${leftOut}`;
    return { kind: 'truncated', reason };
  }
  if (gone > 0) {
    // One answer alone may be wrong.
    const isRepeated = before.gap?.kind === 'vanished' || before.listed * 2 < held;
    if (!isRepeated || isReconciled) return undefined;
    return { kind: 'vanished', reason: `Heroku no longer lists ${gone} of the ${held} events in the table` };
  }
  return before.gap && before.gap.kind !== 'missing' ? null : undefined;
}

/** From this number on, the lost events of a day are one finding. */
const MANY = 20;

const NONE_GONE = { held: 0, gone: 0 };

function goneFrom(known: ReadonlyMap<string, KnownEvent>, listed: ReadonlySet<string>) {
  const polled = [...known.values()].filter((event) => event.polled);
  const gone = polled.filter(({ key }) => !listed.has(key)).length;
  const isAll = gone > 1 && listed.size === 0;
  const isMost = gone >= MANY && gone * 2 > polled.length;
  return { held: polled.length, gone: isAll || isMost ? gone : 0 };
}

/** An event has vanished if it is missing in two answers in a row. */
async function noteAbsences(
  known: ReadonlyMap<string, KnownEvent>,
  listed: ReadonlySet<string>,
  { days, events }: Transaction,
  day: Day,
  at: Insert,
): Promise<Row[]> {
  const { source } = at;
  const before = await days.absences(source, day);
  const vanished: Row[] = [];
  for (const { key, polled } of known.values()) {
    const wasAbsent = before.has(key);
    if (listed.has(key)) {
      if (wasAbsent) await days.clearAbsent(source, day, key);
    } else if (polled) {
      if (wasAbsent) {
        vanished.push(...(await events.addVanished(key, day, at)));
        await days.clearAbsent(source, day, key);
      } else await days.setAbsent(source, day, key);
    }
  }
  return vanished;
}

function hashOfKeys(keys: ReadonlySet<string>): string {
  return createHash('sha256')
    .update([...keys].sort().join('\n'))
    .digest('hex');
}
