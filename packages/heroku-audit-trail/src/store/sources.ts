import type { Day } from '../days';
import type { Account } from '../source/source';
import type { Database } from './sqlite';

export interface SourceRow {
  name: string;
  /** The account's id or name as it was configured when it was looked up. */
  configured: string;
  accountId: string;
  accountName: string;
  /** The first day that is collected. */
  firstDay: Day;
  /** The end of the latest cycle that read every day that was due. */
  polledAt: string | null;
  failedAt: string | null;
  /** Why the latest cycle failed; null where it did not. */
  error: string | null;
  rateLeft: number | null;
  /** How much Heroku's clock is ahead of this machine's. */
  clockAheadMs: number;
}

/** What a cycle has heard beside events. */
export interface Heard {
  at: string;
  rateLeft: number | undefined;
  clockAheadMs: number;
}

export type SourceRows = ReturnType<typeof createSourceRows>;

export function createSourceRows(db: Database) {
  const columns = `name, configured, account_id AS accountId, account_name AS accountName, first_day AS firstDay,
    polled_at AS polledAt, failed_at AS failedAt, error, rate_left AS rateLeft,
    clock_ahead_ms AS clockAheadMs`;
  const one = db.prepare<[string], SourceRow>(`SELECT ${columns} FROM sources WHERE name = ?`);
  const all = db.prepare<[], SourceRow>(`SELECT ${columns} FROM sources ORDER BY name`);
  const make = db.prepare(
    'INSERT INTO sources (name, configured, account_id, account_name, first_day) VALUES (?, ?, ?, ?, ?)',
  );
  const named = db.prepare('UPDATE sources SET configured = ?, account_name = ? WHERE name = ?');
  const firstDay = db.prepare('UPDATE sources SET first_day = min(first_day, ?) WHERE name = ?');
  const succeeded = db.prepare(
    'UPDATE sources SET polled_at = ?, error = NULL, rate_left = ?, clock_ahead_ms = ? WHERE name = ?',
  );
  const failed = db.prepare(
    'UPDATE sources SET failed_at = ?, error = ?, rate_left = ?, clock_ahead_ms = ? WHERE name = ?',
  );

  return {
    get: (name: string): SourceRow | undefined => one.get(name),
    all: (): SourceRow[] => all.all(),
    make: (name: string, configured: string, { id, name: accountName }: Account, first: Day) =>
      void make.run(name, configured, id, accountName, first),
    renamed: (name: string, configured: string, accountName: string) => void named.run(configured, accountName, name),
    /** Collects from an earlier day on as well. */
    reachBackTo: (name: string, day: Day) => void firstDay.run(day, name),
    succeeded: (name: string, { at, rateLeft, clockAheadMs }: Heard) =>
      void succeeded.run(at, rateLeft ?? null, Math.round(clockAheadMs), name),
    failed: (name: string, error: string, { at, rateLeft, clockAheadMs }: Heard) =>
      void failed.run(at, error, rateLeft ?? null, Math.round(clockAheadMs), name),
  };
}
