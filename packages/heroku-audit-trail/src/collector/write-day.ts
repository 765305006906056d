import { createHash } from 'node:crypto';
import { crashPoint } from '../crash-points';
import { afterPoll } from '../model/day-states';
import type { Day } from '../model/days';
import { keyOfMapKey } from '../model/event';
import type { Source } from '../source/source';
import type { FreshEvent, Insert, KnownEvent, Listed, Row } from '../store/poll';
import type { Redaction } from '../store/redaction';
import type { Transaction } from '../store/store';

export interface DayPoll {
  day: Day;
  /** How many different events Heroku listed. */
  listed: number;
  /** How many of them came more than once in the answer. */
  repeated: number;
  /** What was added to the log. */
  rows: Row[];
  late: boolean;
  /** Events that Heroku lists under a day that they are not of. */
  misplaced: number;
  /** Whether the answer had not all of the day. */
  truncated: boolean;
  /** Events that were listed, and most of the day's are not any more: a finding of the day, and not of each of them. */
  gone: number;
  /** What was left out of the answer, in words. */
  leftOut?: string;
  sealed: boolean;
}

/** What of an answer is not as the table has it; what is, is marked in `known`. */
export interface Answer {
  known: Map<string, KnownEvent>;
  /** Bodies by `mapKeyOf`. */
  fresh: Map<string, FreshEvent[]>;
  /** How many different events. */
  listed: number;
  repeated: number;
  items: number;
  redaction: Redaction;
  /** What was left out of it, in words. */
  leftOut?: string;
}

interface Writing {
  source: Source;
  tx: Transaction;
  day: Day;
  truncated: boolean;
}

/** Writes what is new of a day, and what is known of it, in one transaction. */
export async function writeDay(answer: Answer, { source, tx, day, truncated }: Writing): Promise<DayPoll> {
  const { days, events } = tx;
  const { name } = source;
  await days.ensure(name, day, day);
  const before = (await days.get(name, day))!;
  const now = source.now();
  const late = before.state === 'SEALED' || before.state === 'RECONCILED';
  const at: Insert = { source: name, origin: 'events', late: () => late, firstSeen: new Date(now).toISOString() };
  const listed = new Set<string>();
  for (const { key, listed: isListed } of answer.known.values()) if (isListed) listed.add(key);
  const news = [...answer.fresh].map(([key, bodies]): Listed => ({ bodies, asKnown: listed.has(key) }));
  const rows = await events.addListed(news, day, at);
  const misplaced = rows.filter(({ fields }) => fields.createdAt !== null && !fields.createdAt.startsWith(day)).length;
  for (const key of answer.fresh.keys()) listed.add(key);
  const { held, gone } = truncated ? NONE_GONE : goneFrom(answer.known, listed);
  const complete = !truncated && gone === 0;
  if (complete) rows.push(...(await absent(answer.known, listed, tx, day, at)));
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
    // Once may be an answer that went wrong.
    const again = before.gap?.kind === 'vanished' || before.listed * 2 < held;
    const reason = `Heroku no longer lists ${gone} of the ${held} events that are here`;
    if (again && facts.state !== 'RECONCILED') await days.setGap(name, day, { kind: 'vanished', reason });
  } else if (before.gap && before.gap.kind !== 'missing') await days.setGap(name, day, null);
  const sealed = facts.state === 'SEALED' && before.state !== 'SEALED';
  if (sealed) crashPoint('S1');
  const { repeated, leftOut } = answer;
  return { day, listed: listed.size, repeated, rows, late, misplaced, truncated, leftOut, gone, sealed };
}

/** From so many on, what is gone of a day is one thing that happened, and not so many. */
const MANY = 20;

const NONE_GONE = { held: 0, gone: 0 };

/** How many events of the day polls have listed, and how many of them are gone, where that is all or most of them. */
function goneFrom(known: ReadonlyMap<string, KnownEvent>, listed: ReadonlySet<string>) {
  const polled = [...known.values()].filter((event) => event.polled);
  const gone = polled.filter(({ key }) => !listed.has(key)).length;
  const isAll = gone > 1 && listed.size === 0;
  const isMost = gone >= MANY && gone * 2 > polled.length;
  return { held: polled.length, gone: isAll || isMost ? gone : 0 };
}

/** Events that were listed and are not any more: the second time in a row they count as vanished. */
async function absent(
  known: ReadonlyMap<string, KnownEvent>,
  listed: ReadonlySet<string>,
  { days, events }: Transaction,
  day: Day,
  at: Insert,
): Promise<Row[]> {
  const { source } = at;
  const before = await days.absences(source, day);
  const vanished: Row[] = [];
  for (const { key: mapKey, polled } of known.values()) {
    const wasAbsent = before.has(mapKey);
    if (listed.has(mapKey)) {
      if (wasAbsent) await days.clearAbsent(source, day, keyOfMapKey(mapKey));
    } else if (polled) {
      const key = keyOfMapKey(mapKey);
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
