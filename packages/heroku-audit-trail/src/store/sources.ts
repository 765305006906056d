import type { Day } from '../model/days';
import { unmarkGone } from './gone-sources';
import { machineMoment, msSince, type MachineMoment } from './machine-clock';
import type { Reading, Sql } from './sql';

export interface SourceRow {
  name: string;
  /** The account's id or name as it was configured when it was looked up. */
  configured: string;
  accountId: string;
  accountName: string;
  firstDay: Day;
  /** When the latest complete cycle ended. */
  polledAt: string | null;
  failedAt: string | null;
  error: string | null;
  rateLeft: number | null;
  clockAheadMs: number;
  /** The last time that Heroku told, with the uptime of the machine. */
  heardTime: HeardTime | null;
}

interface HeardTime extends MachineMoment {
  at: number;
}

/** The last time that Heroku told plus the machine's uptime since; `undefined` after a reboot. */
export function heardNow({ heardTime }: SourceRow): number | undefined {
  const since = heardTime === null ? undefined : msSince(heardTime);
  return since === undefined ? undefined : heardTime!.at + since;
}

/** Now by Heroku's clock, without a request. After a reboot it is the machine's own clock, corrected by `clockAheadMs`. */
export const herokuNow = (source: SourceRow): number => heardNow(source) ?? Date.now() + source.clockAheadMs;

interface Stored {
  name: string;
  configured: string;
  account_id: string;
  account_name: string;
  first_day: Day;
  polled_at: string | null;
  failed_at: string | null;
  error: string | null;
  rate_left: number | null;
  clock_ahead_ms: number;
  heard_time?: string | null;
}

export interface Heard {
  at: string;
  rateLeft: number | undefined;
  clockAheadMs: number;
}

export type SourceRows = ReturnType<typeof readSources>;

export const readSources = (sql: Reading) => ({
  async get(name: string): Promise<SourceRow | undefined> {
    const stored = await sql.get<Stored>('SELECT * FROM sources WHERE name = ?', name);
    return stored && rowOf(stored);
  },
  all: async (): Promise<SourceRow[]> => (await sql.all<Stored>('SELECT * FROM sources ORDER BY name')).map(rowOf),
});

export type WritableSourceRows = ReturnType<typeof writeSources>;

export const writeSources = (sql: Sql) => ({
  ...readSources(sql),
  async make(
    name: string,
    configured: string,
    { id, name: accountName }: { id: string; name: string },
    first: Day,
  ): Promise<void> {
    await sql.run(
      'INSERT INTO sources (name, configured, account_id, account_name, first_day) VALUES (?, ?, ?, ?, ?)',
      ...[name, configured, id, accountName, first],
    );
    await unmarkGone(sql, name);
  },
  renamed: (name: string, configured: string, accountName: string) =>
    sql.run('UPDATE sources SET configured = ?, account_name = ? WHERE name = ?', configured, accountName, name),
  async heardTime(name: string, at: number): Promise<void> {
    const moment = machineMoment();
    const text = moment === undefined ? null : JSON.stringify({ ...moment, at: Math.round(at) });
    await sql.run('UPDATE sources SET heard_time = ? WHERE name = ?', text, name);
  },
  reachBackTo: (name: string, day: Day) =>
    sql.run('UPDATE sources SET first_day = ? WHERE name = ? AND first_day > ?', day, name, day),
  succeeded: (name: string, { at, rateLeft, clockAheadMs }: Heard) =>
    sql.run(
      'UPDATE sources SET polled_at = ?, error = NULL, rate_left = ?, clock_ahead_ms = ? WHERE name = ?',
      ...[at, rateLeft ?? null, Math.round(clockAheadMs), name],
    ),
  failed: (name: string, error: string, { at, rateLeft, clockAheadMs }: Heard) =>
    sql.run(
      'UPDATE sources SET failed_at = ?, error = ?, rate_left = ?, clock_ahead_ms = ? WHERE name = ?',
      ...[at, error, rateLeft ?? null, Math.round(clockAheadMs), name],
    ),
});

const rowOf = (stored: Stored): SourceRow => ({
  name: stored.name,
  configured: stored.configured,
  accountId: stored.account_id,
  accountName: stored.account_name,
  firstDay: stored.first_day,
  polledAt: stored.polled_at,
  failedAt: stored.failed_at,
  error: stored.error,
  rateLeft: stored.rate_left,
  clockAheadMs: stored.clock_ahead_ms,
  heardTime: stored.heard_time ? (JSON.parse(stored.heard_time) as HeardTime) : null,
});
