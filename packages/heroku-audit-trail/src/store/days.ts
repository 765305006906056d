import type { DayFacts, DayState } from '../collector/day-states';
import { addDays, daysBetween, type Day } from '../days';
import type { Database } from './sqlite';

/**
 * `unread`: the day is over and could not be read. `truncated`: it is longer than the answer. `missing`: the archive has
 * more. `vanished`: most of what was listed is not any more.
 */
export type GapKind = 'unread' | 'truncated' | 'missing' | 'vanished';

export interface Gap {
  kind: GapKind;
  reason: string;
}

export interface DayRow extends DayFacts {
  day: Day;
  polls: number;
  /** How many events the latest poll listed. */
  listed: number;
  polledAt: string | null;
  gap: Gap | null;
  archiveChecksum: string | null;
  reconciledAt: string | null;
}

interface Stored {
  day: Day;
  state: DayState;
  polls: number;
  equal_polls: number;
  listed: number;
  ids_hash: Buffer | null;
  polled_at: string | null;
  gap: GapKind | null;
  gap_reason: string | null;
  archive_checksum: string | null;
  reconciled_at: string | null;
}

/** How often sealed days are looked at again, and how far back. */
const RECHECK_MS = 24 * 3_600_000;
const RECHECK_DAYS = 7;

/** Whether a day that is done is read again by itself: what comes later only an archive tells. */
export const isLookedAt = (day: Day, today: Day): boolean => day >= addDays(today, -RECHECK_DAYS);

export type DayRows = ReturnType<typeof createDayRows>;

export function createDayRows(db: Database) {
  const one = db.prepare<[string, Day], Stored>('SELECT * FROM days WHERE source = ? AND day = ?');
  const all = db.prepare<[string], Stored>('SELECT * FROM days WHERE source = ? ORDER BY day');
  const latest = db.prepare<[string], Day>('SELECT max(day) FROM days WHERE source = ?').pluck();
  const make = db.prepare("INSERT OR IGNORE INTO days (source, day, state) VALUES (?, ?, 'NEW')");
  const polled = db.prepare(
    `UPDATE days SET state = ?, equal_polls = ?, ids_hash = ?, polls = polls + 1, listed = ?, polled_at = ?
     WHERE source = ? AND day = ?`,
  );
  const remove = db.prepare('DELETE FROM days WHERE source = ? AND day > ?');
  const gap = db.prepare('UPDATE days SET gap = ?, gap_reason = ? WHERE source = ? AND day = ?');
  const reconciled = db.prepare(
    `UPDATE days SET state = 'RECONCILED', gap = NULL, gap_reason = NULL, archive_checksum = ?, reconciled_at = ?
     WHERE source = ? AND day = ?`,
  );
  const absent = db.prepare('INSERT OR IGNORE INTO absences (source, day, event_id) VALUES (?, ?, ?)');
  const absences = db.prepare('SELECT event_id FROM absences WHERE source = ? AND day = ?').pluck();
  const present = db.prepare('DELETE FROM absences WHERE source = ? AND day = ? AND event_id = ?');

  function ensure(source: string, first: Day, last: Day): void {
    for (const day of daysBetween(first, last)) make.run(source, day);
  }

  return {
    get: (source: string, day: Day): DayRow | undefined => {
      const stored = one.get(source, day);
      return stored && rowOf(stored);
    },
    all: (source: string): DayRow[] => all.all(source).map(rowOf),
    latest: (source: string): Day | undefined => latest.get(source) ?? undefined,
    /** Makes known what is not. To be called in a transaction: each day would be one by itself. */
    ensure,
    /** The same up to today. Days after it do not exist: a clock that was wrong has made them. */
    ensureUntil(source: string, first: Day, today: Day): void {
      remove.run(source, today);
      ensure(source, first, today);
    },

    /**
     * Of the days that are known those to be read now, the newest first: today and yesterday, whatever is not
     * sealed, and once a day again what was sealed in the last week. A pause of any length heals so by itself.
     *
     * @param now by Heroku's clock
     */
    due(source: string, today: Day, now: number): Day[] {
      const due = all.all(source).filter(({ day, state, polled_at, gap: kind }) => {
        if (day > today) return false;
        if (day >= addDays(today, -1)) return true;
        const isDue = now - Date.parse(polled_at ?? '1970-01-01') >= RECHECK_MS;
        if (kind === 'vanished' && !isLookedAt(day, today)) return isDue;
        if (state !== 'SEALED' && state !== 'RECONCILED') return true;
        if (kind === 'unread') return true;
        return isLookedAt(day, today) && isDue;
      });
      return due.map(({ day }) => day).reverse();
    },

    polled(source: string, day: Day, facts: DayFacts, listed: number, at: string): void {
      const hash = facts.idsHash === null ? null : Buffer.from(facts.idsHash, 'hex');
      polled.run(facts.state, facts.equalPolls, hash, listed, at, source, day);
    },
    setGap: (source: string, day: Day, found: Gap | null): void => {
      make.run(source, day);
      gap.run(found?.kind ?? null, found?.reason ?? null, source, day);
    },
    reconciled(source: string, day: Day, checksum: string, at: string): void {
      make.run(source, day);
      reconciled.run(checksum, at, source, day);
    },

    /** Events that a complete poll has not listed, for the first time. */
    absences: (source: string, day: Day) => absences.all(source, day) as (Buffer | string)[],
    setAbsent: (source: string, day: Day, key: Buffer | string) => void absent.run(source, day, key),
    clearAbsent: (source: string, day: Day, key: Buffer | string) => void present.run(source, day, key),
  };
}

const rowOf = (stored: Stored): DayRow => ({
  day: stored.day,
  state: stored.state,
  equalPolls: stored.equal_polls,
  idsHash: stored.ids_hash?.toString('hex') ?? null,
  polls: stored.polls,
  listed: stored.listed,
  polledAt: stored.polled_at,
  gap: stored.gap === null ? null : { kind: stored.gap, reason: stored.gap_reason ?? '' },
  archiveChecksum: stored.archive_checksum,
  reconciledAt: stored.reconciled_at,
});
