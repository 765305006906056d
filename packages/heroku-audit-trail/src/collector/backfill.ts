import { crashPoint } from '../crash-points';
import { addDays, dayOf, daysBetween, endOf, type Day } from '../days';
import { CollectorError, EXIT } from '../errors';
import { createdDayOf, hashOf } from '../source/event';
import type { Archive } from '../source/archives';
import type { FreshEvent } from '../store/poll';
import type { Store } from '../store/store';
import { EntriesLeftOut, entriesOf, fieldsOfEntry } from './archive-file';
import { SETTLE_MS } from './day-states';

export interface Imported {
  entries: number;
  added: number;
  /** In the log already, with the body that the archive has. */
  same: number;
  /** In the log already, with other bytes: no change, because archives are written in another way than lists. */
  otherBytes: number;
}

/** Tests make chunks small, so that there are many of them. */
const CHUNK = Number(process.env.HEROKU_AUDIT_TRAIL_BATCH_ROWS) || 2000;
const CHUNK_BYTES = 16 * 1024 * 1024;

/** Adds what an archive has and the log has not. Whatever ends it in between, it can be done again. */
export async function importArchive(
  store: Store,
  source: string,
  archive: Archive,
  file: string,
  now: number,
  onEntries: (imported: Imported) => void = () => undefined,
): Promise<Imported> {
  const imported: Imported = { entries: 0, added: 0, same: 0, otherBytes: 0 };
  const firstSeen = new Date(now).toISOString();
  let chunk: FreshEvent[] = [];
  let chunkBytes = 0;
  const months = new Set<string | undefined>();
  const lateDays = new Map<Day, boolean>();
  const isLate = (day: Day) => {
    let late = lateDays.get(day);
    if (late === undefined) lateDays.set(day, (late = isDone(store.days.get(source, day)?.state)));
    return late;
  };
  const write = () => {
    store.transaction(() => {
      for (const event of chunk) {
        const found = store.events.find(source, event.fields.key);
        if (found) {
          imported[found.hash === event.hash ? 'same' : 'otherBytes'] += 1;
          continue;
        }
        const day = createdDayOf(event.fields) ?? `${archive.month}-01`;
        store.events.add(event, 0, 'event', { source, day, origin: 'archive', late: isLate(day), firstSeen });
        imported.added += 1;
      }
    });
    chunk = [];
    chunkBytes = 0;
    crashPoint('A2');
    onEntries(imported);
  };
  const add = (items: readonly Buffer[]) => {
    for (const item of items) {
      imported.entries += 1;
      const fields = fieldsOfEntry(item, archive.month);
      months.add(createdDayOf(fields)?.slice(0, 7));
      const raw = store.redaction.isOn() ? store.redaction.of(item) : Buffer.from(item);
      chunk.push({ fields, raw: Buffer.from(raw), hash: hashOf(raw) });
      chunkBytes += item.length;
      if (chunk.length >= CHUNK || chunkBytes >= CHUNK_BYTES) write();
    }
  };
  try {
    for await (const items of entriesOf(file, archive.month)) add(items);
  } catch (error) {
    // One entry that nobody can hold keeps none of the others out.
    if (error instanceof EntriesLeftOut && chunk.length > 0) write();
    throw error;
  }
  if (chunk.length > 0) write();
  refuseOtherMonths(archive, months);
  store.transaction(() => {
    for (const day of daysCovered(archive)) noteReconciled(store, source, day, archive, now);
  });
  return imported;
}

/** @param months of its entries; `undefined` among them where one tells no time. */
export function refuseOtherMonths({ month }: Archive, months: ReadonlySet<string | undefined>): void {
  if (months.size === 0 || months.has(month) || months.has(undefined)) return;
  throw new CollectorError(
    EXIT.unavailable,
    `The archive of ${month} has the right checksum, and has events of other months only, such as ${[...months][0]}. ` +
      'It proves nothing, and no day of it is noted as reconciled.',
  );
}

const isDone = (state: string | undefined) => state === 'SEALED' || state === 'RECONCILED';

/** The days of a month that an archive has whole. */
export function daysCovered({ month, createdAt }: Archive): Day[] {
  const [year, number] = month.split('-').map(Number);
  const first = `${month}-01`;
  const last = addDays(dayOf(Date.UTC(year, number, 1)), -1);
  return daysBetween(first, last).filter((day) => endOf(day) <= Date.parse(createdAt));
}

/** The log has all that the archive has of a day. Days that may still get events stay what they are. */
export function noteReconciled(store: Store, source: string, day: Day, archive: Archive, now: number): boolean {
  const before = store.days.get(source, day);
  if (now < endOf(day) + SETTLE_MS) {
    if (before?.gap?.kind === 'missing') store.days.setGap(source, day, null);
    return false;
  }
  store.days.reconciled(source, day, archive.checksum, new Date(now).toISOString());
  return true;
}
