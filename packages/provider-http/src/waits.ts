import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  now(): number;
  /** Ends early if `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Does not jump when the system's time is corrected. */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) => sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined),
};

/** A faster clock for simulations. Timeouts do not use it. */
export function clockAt(speed: number): Clock {
  if (speed === 1) return systemClock;
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

export interface Counters {
  requests: number;
  /** After a failure or a 429. */
  retries: number;
  /** Requests that a rate limit delayed, and their delays together. */
  rateLimitWaits: number;
  rateLimitWaitMs: number;
}

export interface Wait {
  reason:
    | 'paused' // the provider answered 429
    | 'spent' // the client's share of the rate limit is used up
    | 'shared'; // others have used a part of their reserve: the client takes half of the refill
  pool: string;
  /** The time from now; for `shared`, until all requests are sent that wait now. */
  seconds: number;
  /** Since the pool began to delay requests; for `paused`, the time of all earlier pauses. */
  sinceSeconds: number;
  remaining?: number;
  size?: number;
}

/** One user of a client, such as a step. */
export interface Share {
  readonly counters: Counters;
  readonly onWait?: (wait: Wait) => void;
}

export const createShare = (onWait?: Share['onWait']): Share => ({
  counters: { requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 },
  onWait,
});
