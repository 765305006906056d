import { crashPoint } from '../crash-points';
import { addDays, dayOf, daysBetween, endOf, type Day } from '../model/days';
import { CollectorError, EXIT } from '../errors';
import { createdDayOf, fieldsOf, hashOf, unlessBroken } from '../model/event';
import type { Archive } from '../source/archives';
import { createBrokenItems } from '../source/item-parts';
import type { WritableDayRows } from '../store/days';
import type { FreshEvent } from '../store/new-rows';
import type { Store } from '../store/store';
import { switchedTo } from '../test-switches';
import { EntriesLeftOut, entriesOf } from './archive-file';
import { isClosed, SETTLE_MS } from '../model/day-states';

export interface Imported {
  entries: number;
  added: number;
  ofRemovedDays: number;
  same: number;
  /** Known events in other bytes. They have not changed: archives and lists write JSON differently. */
  otherBytes: number;
}

const CHUNK = switchedTo('batchRows') ?? 2000;
const CHUNK_BYTES = 16 * 1024 * 1024;

/** Adds the events that the log lacks. After a crash, call it again. */
export async function importArchive(
  store: Store,
  name: string,
  archive: Archive,
  file: string,
  now: number,
  onEntries: (imported: Imported) => void = () => undefined,
): Promise<Imported> {
  const imported: Imported = { entries: 0, added: 0, ofRemovedDays: 0, same: 0, otherBytes: 0 };
  const months = new Set<string | undefined>();
  const add = await createAdding({ store, name, archive, now }, imported);
  let chunk: FreshEvent[] = [];
  let chunkBytes = 0;
  const write = async () => {
    if (chunk.length === 0) return;
    await add(chunk);
    chunk = [];
    chunkBytes = 0;
    crashPoint('A2');
    onEntries(imported);
  };
  const broken = createBrokenItems();
  try {
    for await (const items of entriesOf(file, archive.month)) {
      for (const item of items) {
        imported.entries += 1;
        const fields = unlessBroken(() => fieldsOf(item));
        if (!fields) {
          broken.add(item, imported.entries);
          continue;
        }
        months.add(createdDayOf(fields)?.slice(0, 7));
        const raw = Buffer.from(store.redaction.isOn() ? store.redaction.of(item) : item);
        chunk.push({ fields, raw, hash: hashOf(raw) });
        chunkBytes += item.length;
        if (chunk.length >= CHUNK || chunkBytes >= CHUNK_BYTES) await write();
      }
    }
  } catch (error) {
    if (error instanceof EntriesLeftOut) await write();
    throw error;
  }
  await write();
  const summary = broken.summary();
  if (summary !== undefined) throw new EntriesLeftOut(archive.month, summary);
  refuseOtherMonths(archive, months);
  await store.transaction(async ({ days }) => {
    for (const day of completeDaysIn(archive)) await noteReconciled(days, name, day, archive, now);
  });
  return imported;
}

interface Adding {
  store: Store;
  name: string;
  archive: Archive;
  now: number;
}

async function createAdding(
  { store, name, archive, now }: Adding,
  imported: Imported,
): Promise<(chunk: readonly FreshEvent[]) => Promise<void>> {
  const firstSeen = new Date(now).toISOString();
  const lateDays = new Map<Day, boolean>();
  const removedDays = new Set(
    (await store.days.all(name)).flatMap(({ day, removedAt }) => (removedAt === null ? [] : [day])),
  );
  return (chunk) =>
    store.transaction(async ({ events, days }) => {
      const keys = chunk.map(({ fields }) => fields.key);
      const held = new Map([...(await events.find(name, keys))].map(([key, { hash }]) => [key, hash]));
      const news: { event: FreshEvent; day: Day }[] = [];
      for (const event of chunk) {
        const { key } = event.fields;
        const hash = held.get(key);
        if (hash !== undefined) {
          imported[hash === event.hash ? 'same' : 'otherBytes'] += 1;
          continue;
        }
        held.set(key, event.hash);
        const day = createdDayOf(event.fields) ?? `${archive.month}-01`;
        if (removedDays.has(day)) {
          imported.ofRemovedDays += 1;
          continue;
        }
        if (!lateDays.has(day)) lateDays.set(day, isClosed((await days.get(name, day))?.state));
        news.push({ event, day });
      }
      await events.addNew(news, { source: name, origin: 'archive', late: (day) => lateDays.get(day)!, firstSeen });
      imported.added += news.length;
    });
}

/** @param months has `undefined` if an entry has no time. */
export function refuseOtherMonths({ month }: Archive, months: ReadonlySet<string | undefined>): void {
  if (months.size === 0 || months.has(month) || months.has(undefined)) return;
  throw new CollectorError(
    EXIT.unavailable,
    `The archive of ${month} has the right checksum, but has events of other months only, such as ${[...months][0]}. ` +
      'No day was marked as reconciled.',
  );
}

export function completeDaysIn({ month, createdAt }: Archive): Day[] {
  const [year, number] = month.split('-').map(Number);
  const first = `${month}-01`;
  const last = addDays(dayOf(Date.UTC(year, number, 1)), -1);
  return daysBetween(first, last).filter((day) => endOf(day) <= Date.parse(createdAt));
}

/** @returns `false` if the day may still get events. */
export async function noteReconciled(
  days: WritableDayRows,
  name: string,
  day: Day,
  archive: Archive,
  now: number,
): Promise<boolean> {
  const before = await days.get(name, day);
  if (now < endOf(day) + SETTLE_MS) {
    if (before?.gap?.kind === 'missing') await days.setGap(name, day, null);
    return false;
  }
  await days.reconciled(name, day, archive.checksum, new Date(now).toISOString());
  return true;
}
