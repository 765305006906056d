/**
 * Variables of the environment by which tests make the collector small, quick or short-lived. No one else needs them: what a
 * user may set is in the README.
 */
export const SWITCHES = {
  /** Ends the process with SIGKILL: `F4:2` is the second time at the crash point F4, `any:7` the seventh time at any. */
  crash: 'HEROKU_AUDIT_TRAIL_CRASH',
  /** Rows of a batch, and of a transaction of an import: small ones, so that there are many. */
  batchRows: 'HEROKU_AUDIT_TRAIL_BATCH_ROWS',
  /** How long another program's transaction is waited for, in milliseconds. */
  busyMs: 'HEROKU_AUDIT_TRAIL_BUSY_MS',
  /** How long the body of an answer may take, in seconds. */
  bodySeconds: 'HEROKU_AUDIT_TRAIL_BODY_SECONDS',
} as const;

/** `undefined` where it is not set. */
export const switchedTo = (name: 'batchRows' | 'busyMs' | 'bodySeconds'): number | undefined =>
  Number(process.env[SWITCHES[name]]) || undefined;
