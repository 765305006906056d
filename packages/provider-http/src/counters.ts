/** What a client did: for all who use it, or for one of them. */
export interface Counters {
  /** Requests sent, retries among them. */
  requests: number;
  /** Requests sent again after a failure, or after a 429. */
  retries: number;
  /** Requests that were next to leave, and were held back by a rate limit: paused by the provider, or by our own budget. */
  rateLimitWaits: number;
  /** Milliseconds for which they were held back. Waits of several rate pools at the same time are added. */
  rateLimitWaitMs: number;
}

/** A wait that starts or goes on, for whoever watches the run. */
export interface Wait {
  /**
   * - `paused`: the provider answered 429
   * - `spent`: our share of the rate limit is used up, and comes back
   * - `shared`: other users of the same rate limit have left less than our reserve for them: we take half of what comes back
   */
  reason: 'paused' | 'spent' | 'shared';
  pool: string;
  /** How long it takes from now: for `shared`, until the requests that wait now have left. */
  seconds: number;
  /** Seconds since the pool began to hold requests back, or that its pauses have taken so far. */
  sinceSeconds: number;
  /** What is left of the pool, where it is known. */
  remaining?: number;
  /** The pool's size, where it is known. */
  size?: number;
}

/** What of a client's work is one user's, such as a step's: steps run at the same time on one client. */
export interface Share {
  readonly counters: Counters;
  /** Is called when one of the user's requests starts a wait, and now and then while it lasts. */
  readonly onWait?: (wait: Wait) => void;
}

export const createShare = (onWait?: Share['onWait']): Share => ({
  counters: { requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 },
  onWait,
});

/** A wait in words, for a log or a terminal. */
export function describeWait({ reason, seconds, remaining, size }: Wait): string {
  const time = inWords(seconds);
  if (reason === 'paused') return `Waiting ${time}: the provider answered 429.`;
  if (reason === 'spent') return `Waiting ${time}: our share of the rate limit is used up.`;
  const left = size === undefined ? `${remaining} requests` : `${remaining} of ${size} requests`;
  return (
    `Others use the same rate limit: ${left} are left, less than the reserve that is theirs. ` +
    `We take half of what comes back. The requests that wait now take ${time}.`
  );
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}
