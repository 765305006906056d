import { join } from 'node:path';
import type { Day } from '../model/days';
import { createdDayOf, hashOf, idOf } from '../model/event';
import type { Archive } from '../source/archives';
import type { DayState } from '../model/day-states';
import { SIDECAR } from '../store/checks';
import { CHAINS_SINCE } from '../store/schema';
import { nameOfDay, readSidecar } from '../store/sidecar';
import type { Store } from '../store/store';
import { verifyDay } from '../store/verify-rows';
import { completeDaysIn, noteReconciled, refuseOtherMonths } from './backfill';
import { isComplete, readableEntries, type Unreadable } from './readable-entries';

export interface ReconciledDay {
  day: Day;
  archived: number;
  held: number;
  otherBytes: number;
  missing: string[];
  onlyHere: number;
  covered: boolean;
  /** `REMOVED`: retention removed its rows. */
  state: DayState | 'UNKNOWN' | 'REMOVED';
  rows: number;
  /** The head of the chain of these rows. */
  chain: string;
  edited?: string;
}

export interface Compared {
  days: ReconciledDay[];
  unreadable: Unreadable;
}

export async function compareArchive(store: Store, name: string, archive: Archive, file: string): Promise<Compared> {
  const covered = new Set(completeDaysIn(archive));
  const days = new Map<Day, ReconciledDay>();
  const reportOf = async (day: Day): Promise<ReconciledDay> => {
    let found = days.get(day);
    if (!found) {
      const known = await store.days.get(name, day);
      const state = known?.removedAt ? 'REMOVED' : (known?.state ?? 'UNKNOWN');
      const empty = { archived: 0, held: 0, otherBytes: 0, missing: [], onlyHere: 0, rows: 0, chain: '' };
      days.set(day, (found = { day, ...empty, covered: covered.has(day), state }));
    }
    return found;
  };
  for (const day of covered) await reportOf(day);

  const seen = createBits();
  const missing = new Set<string>();
  const months = new Set<string | undefined>();
  const { unreadable, entries: all } = readableEntries(file, archive.month);
  for await (const entries of all) {
    const found = await store.events.find(
      name,
      entries.map(({ fields }) => fields.key),
    );
    for (const { item, fields } of entries) {
      months.add(createdDayOf(fields)?.slice(0, 7));
      const day = await reportOf(createdDayOf(fields) ?? `${archive.month}-01`);
      const held = found.get(fields.key);
      if (!held && day.state === 'REMOVED') day.archived += 1;
      else if (!held) {
        const id = idOf(fields.key);
        if (missing.has(id)) continue;
        missing.add(id);
        day.archived += 1;
        day.missing.push(id);
      } else if (seen.add(held.seq)) {
        day.archived += 1;
        day.held += 1;
        if (held.hash !== hashOf(item) && held.hash !== hashOf(store.redaction.of(item))) day.otherBytes += 1;
      }
    }
  }
  refuseOtherMonths(archive, months);
  for (const day of days.values()) {
    for await (const seqs of seqsOf(store, name, day.day)) day.onlyHere += seqs.filter((seq) => !seen.has(seq)).length;
  }
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), unreadable };
}

const ROWS_AT_ONCE = 2000;

async function* seqsOf(store: Store, name: string, day: Day): AsyncGenerator<number[], void, undefined> {
  for (let after = 0; ;) {
    const rows = await store.sql.lists<[number]>(
      'SELECT seq FROM heroku_logs WHERE source = ? AND day = ? AND revision = 0 AND seq > ? ORDER BY seq LIMIT ?',
      ...[name, day, after, ROWS_AT_ONCE],
    );
    yield rows.map(([seq]) => seq);
    if (rows.length < ROWS_AT_ONCE) return;
    [after] = rows[rows.length - 1];
  }
}

export async function verifyDays(store: Store, name: string, days: readonly ReconciledDay[]): Promise<void> {
  if (store.version < CHAINS_SINCE) return;
  const recorded = readSidecar(join(store.folder, SIDECAR));
  for (const found of days) {
    const { day } = found;
    if (found.state === 'REMOVED') continue;
    const { links, head, edited } = await verifyDay(
      store,
      name,
      day,
      recorded?.heads.get(nameOfDay({ source: name, day })),
    );
    Object.assign(found, { rows: links, chain: head, ...(edited && { edited: edited.what }) });
  }
}

/** An entry that could not be read may be of any day, so no day is reconciled then. */
export async function noteVerdict(
  store: Store,
  name: string,
  archive: Archive,
  { days: found, unreadable }: Compared,
  now: number,
): Promise<void> {
  await store.transaction(async ({ days }) => {
    for (const verdict of found) {
      // The archive does not have the other days completely.
      if (!verdict.covered || verdict.state === 'REMOVED') continue;
      if (verdict.missing.length > 0) {
        const reason = `${verdict.missing.length} of ${verdict.archived} events of Heroku's archive are not here`;
        await days.setGap(name, verdict.day, { kind: 'missing', reason });
      } else if (
        isComplete(unreadable) &&
        !verdict.edited &&
        (await noteReconciled(days, name, verdict.day, archive, now))
      ) {
        verdict.state = 'RECONCILED';
      }
    }
  });
}

/** A set of row numbers. Each takes one bit; in a `Set` it would take fifty bytes. */
function createBits() {
  let bits = new Uint8Array(1024);
  const has = (number: number) => (bits[number >> 3] & (1 << (number & 7))) !== 0;
  return {
    has,
    add(number: number): boolean {
      if (number >> 3 >= bits.length) {
        const larger = new Uint8Array(Math.max(bits.length * 2, (number >> 3) + 1));
        larger.set(bits);
        bits = larger;
      }
      if (has(number)) return false;
      bits[number >> 3] |= 1 << (number & 7);
      return true;
    },
  };
}
