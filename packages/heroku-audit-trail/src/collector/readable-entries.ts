import { CollectorError } from '../errors';
import { fieldsOf, unlessBroken, type EventFields } from '../model/event';
import { createBrokenItems, type LeftOut } from '../source/item-parts';
import { EntriesLeftOut, entriesOf } from './archive-file';

interface Entry {
  item: Buffer;
  fields: EventFields;
}

export interface Unreadable {
  count: number;
  /** The first of them. */
  entries: LeftOut[];
  cut?: string;
}

export const isComplete = ({ count, cut }: Unreadable): boolean => count === 0 && cut === undefined;

/** @returns the readable entries. `unreadable` is complete when they were read to their end. */
export function readableEntries(file: string, month: string) {
  const unreadable: Unreadable = { count: 0, entries: [] };
  async function* entries(): AsyncGenerator<Entry[], void, undefined> {
    const broken = createBrokenItems();
    let given = 0;
    let large: readonly LeftOut[] = [];
    const readable = (item: Buffer): Entry[] => {
      given += 1;
      const fields = unlessBroken(() => fieldsOf(item));
      if (!fields) broken.add(item, given);
      return fields ? [{ item, fields }] : [];
    };
    try {
      for await (const items of entriesOf(file, month)) yield items.flatMap(readable);
    } catch (error) {
      if (error instanceof EntriesLeftOut) large = error.large;
      else if (error instanceof CollectorError && given > 0) unreadable.cut = error.message;
      else throw error;
    }
    unreadable.count = broken.count() + large.length;
    unreadable.entries = inOrder(broken.first(), large);
  }
  return { unreadable, entries: entries() };
}

/** The places of the broken items do not count the large ones. */
function inOrder(broken: readonly LeftOut[], large: readonly LeftOut[]): LeftOut[] {
  const merged: LeftOut[] = [];
  let next = 0;
  for (const item of broken) {
    while (next < large.length && large[next].place <= item.place + next) merged.push(large[next++]);
    merged.push({ ...item, place: item.place + next });
  }
  return [...merged, ...large.slice(next)];
}
