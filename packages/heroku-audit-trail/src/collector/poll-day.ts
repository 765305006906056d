import { createHash } from 'node:crypto';
import { crashPoint } from '../crash-points';
import { endOf, type Day } from '../days';
import { BrokenAnswer } from '../errors';
import { fieldsOf, hashOf, keyOfMapKey, mapKeyOf } from '../source/event';
import { LargeItems } from '../source/json-items';
import type { Source } from '../source/source';
import type { FreshEvent, Insert, KnownEvent, Listed, Row } from '../store/poll';
import type { Redaction } from '../store/redaction';
import type { Store, Transaction } from '../store/store';
import { afterPoll } from './day-states';

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
interface Answer {
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

/** Answers of these lengths may have been cut there: they are how long Heroku's lists are. */
const ROUND_CAPS = new Set([200, 1000]);

/**
 * Reads a day and writes what is new of it, in one transaction together with what is known of the day.
 *
 * @throws CollectorError where the day could not be read to its end; nothing is written then.
 */
export async function pollDay(source: Source, name: string, store: Store, day: Day): Promise<DayPoll> {
  const known = await store.events.known(name, day);
  const { redaction } = store;
  const answer: Answer = { known, fresh: new Map(), listed: 0, repeated: 0, items: 0, redaction };
  await readInto(answer, source, day, 'asc');
  let truncated = false;
  if (ROUND_CAPS.has(answer.items)) {
    // Read from its other end, a day that is all there gives the same events, and one that was cut gives others.
    const { listed, repeated } = answer;
    await readInto(answer, source, day, 'desc');
    truncated = answer.listed > listed;
    answer.repeated = repeated;
  }
  crashPoint('F3');
  const isPart = truncated || answer.leftOut !== undefined;
  const poll = await store.transaction((tx) => write(answer, { source, name, tx, day, truncated: isPart }));
  crashPoint('F5');
  return poll;
}

async function readInto(answer: Answer, source: Source, day: Day, order: 'asc' | 'desc'): Promise<void> {
  try {
    await readItems(answer, source, day, order);
  } catch (error) {
    // One event that nobody can hold keeps none of the others out.
    if (!(error instanceof LargeItems)) throw error;
    answer.leftOut = error.message;
  }
}

async function readItems(answer: Answer, source: Source, day: Day, order: 'asc' | 'desc'): Promise<void> {
  const { known, fresh, redaction } = answer;
  for await (const items of source.eventsOf(day, order)) {
    for (const sent of items) {
      answer.items += 1;
      let item = sent;
      let hash = hashOf(item);
      let found = known.get(hash);
      if (!found && redaction.isOn()) {
        item = kept(sent, redaction, day);
        hash = hashOf(item);
        found = known.get(hash);
      }
      if (found) {
        if (found.listed || fresh.has(found.key)) answer.repeated += 1;
        else answer.listed += 1;
        found.listed = true;
        continue;
      }
      const event = freshEvent(item, hash, day);
      const key = mapKeyOf(event.fields.key);
      const bodies = fresh.get(key);
      if (!bodies) {
        fresh.set(key, [event]);
        answer.listed += 1;
      } else {
        answer.repeated += 1;
        if (!bodies.some((body) => body.hash === hash)) bodies.push(event);
      }
    }
  }
}

function kept(item: Buffer, redaction: Redaction, day: Day): Buffer {
  try {
    return redaction.of(item);
  } catch {
    throw noJson(day);
  }
}

const noJson = (day: Day) => new BrokenAnswer(`Heroku's answer for the events of ${day} has an item that is no JSON.`);

function freshEvent(item: Buffer, hash: string, day: Day): FreshEvent {
  try {
    // A copy: the item lies in a much larger piece of the body.
    return { fields: fieldsOf(item), raw: Buffer.from(item), hash };
  } catch {
    throw noJson(day);
  }
}

interface Writing {
  source: Source;
  name: string;
  tx: Transaction;
  day: Day;
  truncated: boolean;
}

async function write(answer: Answer, { source, name, tx, day, truncated }: Writing): Promise<DayPoll> {
  const { days, events } = tx;
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

/** Says that a day which is over could not be read. */
export async function noteUnread(name: string, store: Store, day: Day, now: number, reason: string): Promise<void> {
  if (now < endOf(day)) return;
  await store.transaction(async ({ days }) => {
    const gap = (await days.get(name, day))?.gap;
    if (!gap || gap.kind === 'unread') await days.setGap(name, day, { kind: 'unread', reason });
  });
}
