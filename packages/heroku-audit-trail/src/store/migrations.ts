import { DAY_VALUES, DAYS, TIME } from './tables';

/** Version 5 added the finding `vanished`. SQLite cannot change a CHECK, so the table is made again. */
export const DAYS_AGAIN = `
ALTER TABLE days RENAME TO days_before;
${DAYS}
INSERT INTO days (source, day, state, polls, equal_polls, listed, ids_hash, polled_at, gap, gap_reason, archive_checksum,
  reconciled_at)
SELECT source, day, state, polls, equal_polls, listed, ids_hash, polled_at, gap, gap_reason, archive_checksum,
  reconciled_at FROM days_before;
DROP TABLE days_before;
`;

const valuesOf = (name: string, value: string): string => `
INSERT INTO day_values SELECT '${name}', ${value}, source, day, min(${TIME}), max(${TIME}) FROM heroku_logs
WHERE ${value} IS NOT NULL GROUP BY 2, source, day;
`;

const DAY_VALUES_FROM_ROWS = [
  ...['type', 'action', 'team', 'ip'].map((column) => valuesOf(column, column)),
  valuesOf('event', "(type || '.' || action)"),
].join('');

/** Makes version 9 of version 8. */
export const DAY_VALUES_FIRST = `DROP INDEX IF EXISTS heroku_logs_type; ${DAY_VALUES} ${DAY_VALUES_FROM_ROWS}`;
export const DAY_VALUES_ANEW = `DELETE FROM day_values; ${DAY_VALUES_FROM_ROWS}`;
