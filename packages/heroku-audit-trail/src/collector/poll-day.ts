import { crashPoint } from '../crash-points';
import { endOf, type Day } from '../model/days';
import { fieldsOf, hashOf, unlessBroken } from '../model/event';
import { createBrokenItems, LargeItems } from '../source/item-parts';
import type { Source } from '../source/source';
import type { FreshEvent } from '../store/new-rows';
import type { Store } from '../store/store';
import { refuseWrongTime } from './wrong-time';
import { writeDay, type Answer, type DayPoll } from './write-day';

/** Heroku's lists may be cut at these lengths. */
const ROUND_CAPS = new Set([200, 1000]);

/** @throws CollectorError if the day was not read to its end. Then nothing is written. */
export async function pollDay(source: Source, store: Store, day: Day): Promise<DayPoll> {
  const known = await store.events.known(source.name, day);
  const { redaction } = store;
  const answer: Answer = { known, fresh: new Map(), listed: 0, repeated: 0, items: 0, redaction };
  await readInto(answer, source, day, 'asc');
  let truncated = false;
  if (ROUND_CAPS.has(answer.items)) {
    // A cut list has other events when it is read in the other order.
    const { listed, repeated } = answer;
    await readInto(answer, source, day, 'desc');
    truncated = answer.listed > listed;
    answer.repeated = repeated;
  }
  await refuseWrongTime(source, store);
  crashPoint('F3');
  const isPart = truncated || answer.leftOut !== undefined;
  const poll = await store.transaction((tx) => writeDay(answer, { source, tx, day, truncated: isPart }));
  crashPoint('F5');
  return poll;
}

async function readInto(answer: Answer, source: Source, day: Day, order: 'asc' | 'desc'): Promise<void> {
  const broken = createBrokenItems();
  let large: string | undefined;
  try {
    await readItems(answer, source.eventsOf(day, order), broken);
  } catch (error) {
    if (!(error instanceof LargeItems)) throw error;
    large = error.message;
  }
  const summaries = [large, broken.summary()].filter((one) => one !== undefined);
  if (summaries.length > 0) answer.leftOut = summaries.join('; it ');
}

async function readItems(
  answer: Answer,
  list: AsyncIterable<Buffer[]>,
  broken: ReturnType<typeof createBrokenItems>,
): Promise<void> {
  const { known, fresh, redaction } = answer;
  for await (const items of list) {
    for (const sent of items) {
      answer.items += 1;
      let item: Buffer | undefined = sent;
      let hash = hashOf(item);
      let found = known.get(hash);
      if (!found && redaction.isOn()) {
        item = unlessBroken(() => redaction.of(sent));
        hash = item ? hashOf(item) : hash;
        found = known.get(hash);
      }
      if (found) {
        if (found.listed || fresh.has(found.key)) answer.repeated += 1;
        else answer.listed += 1;
        found.listed = true;
        continue;
      }
      const event = item && unlessBroken(() => freshEvent(item, hash));
      if (!event) {
        broken.add(sent, answer.items);
        continue;
      }
      const { key } = event.fields;
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

/** Copies the item, which would otherwise keep a large piece of the body in memory. */
const freshEvent = (item: Buffer, hash: string): FreshEvent => ({
  fields: fieldsOf(item),
  raw: Buffer.from(item),
  hash,
});

export async function noteUnread(name: string, store: Store, day: Day, now: number, reason: string): Promise<void> {
  if (now < endOf(day)) return;
  await store.transaction(async ({ days }) => {
    const gap = (await days.get(name, day))?.gap;
    if (!gap || gap.kind === 'unread') await days.setGap(name, day, { kind: 'unread', reason });
  });
}
