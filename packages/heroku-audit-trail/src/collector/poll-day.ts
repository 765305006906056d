import { createHash } from 'node:crypto';
import { crashPoint } from '../crash-points';
import { endOf, type Day } from '../days';
import { BrokenAnswer } from '../errors';
import { fieldsOf, hashOf, mapKeyOf, type EventKey } from '../source/event';
import type { Source } from '../source/source';
import type { FreshEvent, Insert, Row } from '../store/poll';
import type { Store } from '../store/store';
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
  truncated: boolean;
  sealed: boolean;
}

/** One answer, as far as it matters. Known events leave nothing behind but their key. */
interface Answer {
  /** By `mapKeyOf`. */
  keys: Set<string>;
  /** Listed with the bytes that the table has. */
  known: Set<string>;
  fresh: Map<string, FreshEvent[]>;
  repeated: number;
  items: number;
}

/** Answers of these lengths may have been cut there: they are how long Heroku's lists are. */
const ROUND_CAPS = new Set([200, 1000]);

/**
 * Reads a day and writes what is new of it, in one transaction together with what is known of the day.
 *
 * @throws CollectorError where the day could not be read to its end; nothing is written then.
 */
export async function pollDay(source: Source, name: string, store: Store, day: Day): Promise<DayPoll> {
  const { byHash, polled } = store.events.known(name, day);
  const answer: Answer = { keys: new Set(), known: new Set(), fresh: new Map(), repeated: 0, items: 0 };
  await readInto(answer, source, day, 'asc', byHash);
  let truncated = false;
  if (ROUND_CAPS.has(answer.items)) {
    // Read from its other end, a day that is all there gives the same events, and one that was cut gives others.
    const before = answer.keys.size;
    await readInto(answer, source, day, 'desc', byHash);
    truncated = answer.keys.size > before;
  }
  crashPoint('F3');
  const poll = store.transaction(() => write(answer, { source, name, store, day, truncated, polled }));
  crashPoint('F5');
  return poll;
}

async function readInto(
  answer: Answer,
  source: Source,
  day: Day,
  order: 'asc' | 'desc',
  byHash: ReadonlyMap<string, EventKey>,
): Promise<void> {
  const isSecondReading = answer.items > 0;
  for await (const items of source.eventsOf(day, order)) {
    for (const item of items) {
      answer.items += 1;
      const hash = hashOf(item);
      const knownKey = byHash.get(hash);
      const event = knownKey === undefined ? freshEvent(item, hash, day) : undefined;
      const key = mapKeyOf(knownKey ?? event!.fields.key);
      if (answer.keys.has(key)) {
        if (!isSecondReading) answer.repeated += 1;
      } else answer.keys.add(key);
      if (event === undefined) answer.known.add(key);
      else {
        const bodies = answer.fresh.get(key);
        if (!bodies) answer.fresh.set(key, [event]);
        else if (!bodies.some((body) => body.hash === hash)) bodies.push(event);
      }
    }
  }
}

function freshEvent(item: Buffer, hash: string, day: Day): FreshEvent {
  try {
    // A copy: the item lies in a much larger piece of the body.
    return { fields: fieldsOf(item), raw: Buffer.from(item), hash };
  } catch {
    throw new BrokenAnswer(`Heroku's answer for the events of ${day} has an item that is no JSON.`);
  }
}

interface Writing {
  source: Source;
  name: string;
  store: Store;
  day: Day;
  truncated: boolean;
  polled: ReadonlyMap<string, EventKey>;
}

function write(answer: Answer, { source, name, store, day, truncated, polled }: Writing): DayPoll {
  const { days, events } = store;
  days.ensure(name, day, day);
  const before = days.get(name, day)!;
  const now = source.now();
  const late = before.state === 'SEALED' || before.state === 'RECONCILED';
  const at: Insert = { source: name, day, origin: 'events', late, firstSeen: new Date(now).toISOString() };
  const rows: Row[] = [];
  let misplaced = 0;
  for (const [key, bodies] of answer.fresh) {
    const added = events.addNews(bodies, answer.known.has(key), at);
    rows.push(...added);
    misplaced += added.filter(({ fields }) => fields.createdAt !== null && !fields.createdAt.startsWith(day)).length;
  }
  if (!truncated) rows.push(...absent(answer, polled, store, at));
  const idsHash = hashOfKeys(answer.keys);
  const facts = afterPoll(before, { day, now, idsHash, complete: !truncated, changed: rows.length > 0 });
  days.polled(name, day, facts, answer.keys.size, at.firstSeen);
  if (truncated) {
    const reason = `an answer with ${answer.keys.size} events or more was cut, and nothing says where it goes on`;
    days.setGap(name, day, { kind: 'truncated', reason });
  } else if (before.gap && before.gap.kind !== 'missing') days.setGap(name, day, null);
  const sealed = facts.state === 'SEALED' && before.state !== 'SEALED';
  if (sealed) crashPoint('S1');
  return { day, listed: answer.keys.size, repeated: answer.repeated, rows, late, misplaced, truncated, sealed };
}

/** Events that were listed and are not any more: the second time in a row they count as vanished. */
function absent(answer: Answer, polled: ReadonlyMap<string, EventKey>, { days, events }: Store, at: Insert): Row[] {
  const { source, day } = at;
  const before = new Map(days.absences(source, day).map((key) => [mapKeyOf(key), key]));
  const vanished: Row[] = [];
  for (const [mapKey, key] of polled) {
    const wasAbsent = before.has(mapKey);
    if (answer.keys.has(mapKey)) {
      if (wasAbsent) days.clearAbsent(source, day, key);
    } else if (wasAbsent) {
      vanished.push(events.addVanished(key, at));
      days.clearAbsent(source, day, key);
    } else days.setAbsent(source, day, key);
  }
  return vanished;
}

function hashOfKeys(keys: ReadonlySet<string>): string {
  const hash = createHash('sha256');
  for (const key of [...keys].sort()) hash.update(key, 'latin1').update('\n');
  return hash.digest('hex');
}

/** Says that a day which is over could not be read. */
export function noteUnread(name: string, store: Store, day: Day, now: number, reason: string): void {
  if (now < endOf(day)) return;
  store.transaction(() => {
    const gap = store.days.get(name, day)?.gap;
    if (!gap || gap.kind === 'unread') store.days.setGap(name, day, { kind: 'unread', reason });
  });
}
