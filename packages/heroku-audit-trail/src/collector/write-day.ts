import { createHash } from 'node:crypto';
import { crashPoint } from '../crash-points';
import { afterPoll, isClosed } from '../model/day-states';
import type { Day } from '../model/days';
import type { EventKey } from '../model/event';
import type { Source } from '../source/source';
import type { KnownEvent } from '../store/events';
import type { FreshEvent, Insert, Row } from '../store/new-rows';
import type { Redaction } from '../store/redaction';
import type { Listed } from '../store/revisions';
import type { Transaction } from '../store/store';

export interface DayPoll {
  day: Day;
  listed: number;
  /** How many came more than once in the answer. */
  repeated: number;
  rows: Row[];
  late: boolean;
  /** Listed under another day than their own. */
  misplaced: number;
  /** Whether the answer lacks some of the day. */
  truncated: boolean;
  /** Events that are no longer listed, if these are most of the day: one finding for all. */
  gone: number;
  leftOut?: string;
  sealed: boolean;
}

/** The events of an answer that the table does not have. The others are marked in `known`. */
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
  if (truncated && facts.state !== 'RECONCILED') {
    const reason =
      answer.leftOut === undefined
        ? `an answer with ${listed.size} events or more was cut, and nothing says where it goes on`
        : `the answer ${answer.leftOut}`;
    await days.setGap(name, day, { kind: 'truncated', reason });
  } else if (gone > 0) {
    // One answer alone may be wrong.
    const again = before.gap?.kind === 'vanished' || before.listed * 2 < held;
    const reason = `Heroku no longer lists ${gone} of the ${held} events that are here`;
    if (again && facts.state !== 'RECONCILED') await days.setGap(name, day, { kind: 'vanished', reason });
  } else if (before.gap && before.gap.kind !== 'missing') await days.setGap(name, day, null);
  const sealed = facts.state === 'SEALED' && before.state !== 'SEALED';
  if (sealed) crashPoint('S1');
  const { repeated, leftOut } = answer;
  return { day, listed: listed.size, repeated, rows, late, misplaced, truncated, leftOut, gone, sealed };
}

/** So many lost events of a day, or more, are one finding. */
const MANY = 20;

const NONE_GONE = { held: 0, gone: 0 };

/** How many are gone, if that is most of the day. */
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
