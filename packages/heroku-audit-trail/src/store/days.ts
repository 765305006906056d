import { isDue, type DayFacts, type DayState, type Gap, type GapKind } from '../model/day-states';
import { daysBetween, type Day } from '../model/days';
import type { EventKey } from '../model/event';
import type { Reading, Sql } from './sql';

export interface DayRow extends DayFacts {
  day: Day;
  polls: number;
  listed: number;
  polledAt: string | null;
  gap: Gap | null;
  archiveChecksum: string | null;
  reconciledAt: string | null;
  removedAt: string | null;
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
  removed_at?: string | null;
}

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
    async latestWithEvents(source: string): Promise<Day | undefined> {
      const text = 'SELECT max(day) AS day FROM days WHERE source = ? AND listed > 0';
      return (await sql.get<{ day: Day | null }>(text, source))?.day ?? undefined;
    },

    /** The days to read now, newest first. `now` is by Heroku's clock. */
    async due(source: string, today: Day, now: number): Promise<Day[]> {
      const due = (await all(source)).filter(({ day, state, polled_at, gap }) =>
        isDue({ day, state, polledAt: polled_at, gap }, today, now),
      );
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
    ensure,
    /** Also deletes later days, which only a wrong clock can have added. */
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

    removed: (source: string, day: Day, at: string) =>
      sql.run('UPDATE days SET removed_at = ? WHERE source = ? AND day = ?', at, source, day),

    /** Events that one complete poll did not list. */
    async absences(source: string, day: Day): Promise<Set<EventKey>> {
      const text = `SELECT ${sql.columns.key} AS key FROM absences WHERE source = ? AND day = ?`;
      return new Set((await sql.all<{ key: EventKey }>(text, source, day)).map(({ key }) => key));
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
  removedAt: stored.removed_at ?? null,
});
