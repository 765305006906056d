import { AsyncLocalStorage } from 'node:async_hooks';

/** What a client did: for a whole run, or for the share of one step. */
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

export interface Share {
  counters: Counters;
  onWait?: (wait: Wait) => void;
}

export const noCounts = (): Counters => ({ requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 });

/** Steps run at the same time on one client; the asynchronous context tells whose request it is. */
const current = new AsyncLocalStorage<Share>();

/**
 * Runs `run` and gives its share of the counters: the requests that it made, on whatever client.
 *
 * @param onWait is called when one of its requests starts a pause.
 */
export function measure<T>(
  run: (counters: Readonly<Counters>) => Promise<T>,
  onWait?: (wait: Wait) => void,
): Promise<T> {
  const share: Share = { counters: noCounts(), onWait };
  return current.run(share, () => run(share.counters));
}

export const currentShare = (): Share | undefined => current.getStore();
