/** What a client did: for all who use it, or for one of them. */
export interface Counters {
  /** Requests sent, retries among them. */
  requests: number;
  /** Requests sent again after a failure, or after a 429. */
  retries: number;
  /** Requests that waited for the rate limit, paused by the provider or slowed by our own budget. */
  rateLimitWaits: number;
  /** Milliseconds spent in those waits, added over requests that waited at the same time. */
  rateLimitWaitMs: number;
}

/** A pause that starts now, for whoever watches the run. */
export interface Wait {
  reason: 'the provider answered 429' | 'staying inside the rate budget';
  pool: string;
  seconds: number;
}

/** What of a client's work is one user's, such as a step's: steps run at the same time on one client. */
export interface Share {
  readonly counters: Counters;
  /** Is called when one of the user's requests starts a pause. */
  readonly onWait?: (wait: Wait) => void;
}

export const createShare = (onWait?: Share['onWait']): Share => ({
  counters: { requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 },
  onWait,
});
