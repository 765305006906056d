/** Environment variables for tests. The README has those for users. */
export const SWITCHES = {
  /** `F4:2`: the second time at the crash point F4 kills the process. `any:7`: the seventh time at any of them. */
  crash: 'HEROKU_AUDIT_TRAIL_CRASH',
  /** Rows of a batch, and of a transaction of an import. */
  batchRows: 'HEROKU_AUDIT_TRAIL_BATCH_ROWS',
  /** How long to wait for another program's transaction. */
  busyMs: 'HEROKU_AUDIT_TRAIL_BUSY_MS',
  /** How long a body may take. */
  bodySeconds: 'HEROKU_AUDIT_TRAIL_BODY_SECONDS',
} as const;

export const switchedTo = (name: 'batchRows' | 'busyMs' | 'bodySeconds'): number | undefined =>
  Number(process.env[SWITCHES[name]]) || undefined;
