import { DAY_VALUES, DAYS, TIME } from './tables';

/** Version 5 added the gap `vanished`. SQLite cannot change a CHECK, so the table is made again. */
export const RECREATE_DAYS = `
ALTER TABLE days RENAME TO days_before;
${DAYS}
INSERT INTO days (source, day, state, polls, equal_polls, listed, ids_hash, polled_at, gap, gap_reason, archive_checksum,
  reconciled_at)
SELECT source, day, state, polls, equal_polls, listed, ids_hash, polled_at, gap, gap_reason, archive_checksum,
  reconciled_at FROM days_before;
DROP TABLE days_before;
`;

const valuesOf = (name: string, value: string): string => `
SELECT '${name}' AS name, ${value} AS value, source, day, min(${TIME}) AS first, max(${TIME}) AS last FROM heroku_logs
WHERE ${value} IS NOT NULL GROUP BY 2, source, day`;

export const VALUES_IN_ROWS: readonly string[] = [
  ...['type', 'action', 'team', 'ip'].map((column) => valuesOf(column, column)),
  valuesOf('event', "(type || '.' || action)"),
];

export const FILL_DAY_VALUES = VALUES_IN_ROWS.map((select) => `INSERT INTO day_values ${select}`);

/** From version 8 to version 9. */
export const CREATE_DAY_VALUES = `DROP INDEX IF EXISTS heroku_logs_type; ${DAY_VALUES} ${FILL_DAY_VALUES.join(';')};`;
