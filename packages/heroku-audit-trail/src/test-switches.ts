/** Variables by which tests make the collector small, quick or short-lived. For users: see the README. */
export const SWITCHES = {
  /** `F4:2` kills it the second time at the crash point F4, `any:7` the seventh time at any. */
  crash: 'HEROKU_AUDIT_TRAIL_CRASH',
  /** Rows of a batch, and of a transaction of an import. */
  batchRows: 'HEROKU_AUDIT_TRAIL_BATCH_ROWS',
  /** How long another program's transaction is waited for. */
  busyMs: 'HEROKU_AUDIT_TRAIL_BUSY_MS',
  /** How long a body may take. */
  bodySeconds: 'HEROKU_AUDIT_TRAIL_BODY_SECONDS',
} as const;

export const switchedTo = (name: 'batchRows' | 'busyMs' | 'bodySeconds'): number | undefined =>
  Number(process.env[SWITCHES[name]]) || undefined;
