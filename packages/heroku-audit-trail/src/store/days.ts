import type { DayFacts, DayState } from '../collector/day-states';
import { addDays, daysBetween, type Day } from '../days';
import type { EventKey } from '../source/event';
import type { Reading, Sql } from './sql';

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

export type DayRows = ReturnType<typeof readDays>;

export function readDays(sql: Reading) {
  const all = (source: string) => sql.all<Stored>('SELECT * FROM days WHERE source = ? ORDER BY day', source);
  return {
    async get(source: string, day: Day): Promise<DayRow | undefined> {
      const stored = await sql.get<Stored>('SELECT * FROM days WHERE source = ? AND day = ?', source, day);
      return stored && rowOf(stored);
    },
    all: async (source: string): Promise<DayRow[]> => (await all(source)).map(rowOf),
    async latest(source: string): Promise<Day | undefined> {
      const found = await sql.get<{ day: Day | null }>('SELECT max(day) AS day FROM days WHERE source = ?', source);
      return found?.day ?? undefined;
    },

    /**
     * Of the days that are known those to be read now, the newest first: today and yesterday, whatever is not
     * sealed, and once a day again what was sealed in the last week. A pause of any length heals so by itself.
     *
     * @param now by Heroku's clock
     */
    async due(source: string, today: Day, now: number): Promise<Day[]> {
      const due = (await all(source)).filter(({ day, state, polled_at, gap: kind }) => {
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
  };
}

export type WritableDayRows = ReturnType<typeof writeDays>;

export function writeDays(sql: Sql) {
  async function ensure(source: string, first: Day, last: Day): Promise<void> {
    for (const day of daysBetween(first, last)) await make(source, day);
  }
  const make = (source: string, day: Day) =>
    sql.run("INSERT INTO days (source, day, state) VALUES (?, ?, 'NEW') ON CONFLICT DO NOTHING", source, day);

  return {
    ...readDays(sql),
    /** Makes known what is not. */
    ensure,
    /** The same up to today. Days after it do not exist: a clock that was wrong has made them. */
    async ensureUntil(source: string, first: Day, today: Day): Promise<void> {
      await sql.run('DELETE FROM days WHERE source = ? AND day > ?', source, today);
      await ensure(source, first, today);
    },
    async polled(source: string, day: Day, facts: DayFacts, listed: number, at: string): Promise<void> {
      const hash = facts.idsHash === null ? null : Buffer.from(facts.idsHash, 'hex');
      await sql.run(
        `UPDATE days SET state = ?, equal_polls = ?, ids_hash = ?, polls = polls + 1, listed = ?, polled_at = ?
         WHERE source = ? AND day = ?`,
        ...[facts.state, facts.equalPolls, hash, listed, at, source, day],
      );
    },
    async setGap(source: string, day: Day, found: Gap | null): Promise<void> {
      await make(source, day);
      await sql.run(
        'UPDATE days SET gap = ?, gap_reason = ? WHERE source = ? AND day = ?',
        ...[found?.kind ?? null, found?.reason ?? null, source, day],
      );
    },
    async reconciled(source: string, day: Day, checksum: string, at: string): Promise<void> {
      await make(source, day);
      await sql.run(
        `UPDATE days SET state = 'RECONCILED', gap = NULL, gap_reason = NULL, archive_checksum = ?, reconciled_at = ?
         WHERE source = ? AND day = ?`,
        ...[checksum, at, source, day],
      );
    },

    /** Events that a complete poll has not listed, for the first time, as `mapKeyOf` has their ids. */
    async absences(source: string, day: Day): Promise<Set<string>> {
      const text = `SELECT ${sql.columns.key} AS key FROM absences WHERE source = ? AND day = ?`;
      return new Set((await sql.all<{ key: string }>(text, source, day)).map(({ key }) => key));
    },
    setAbsent: (source: string, day: Day, key: EventKey) =>
      sql.run(
        'INSERT INTO absences (source, day, event_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        ...[source, day, sql.key(key)],
      ),
    clearAbsent: (source: string, day: Day, key: EventKey) =>
      sql.run('DELETE FROM absences WHERE source = ? AND day = ? AND event_id = ?', source, day, sql.key(key)),
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
