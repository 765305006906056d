import { setTimeout as sleep } from 'node:timers/promises';

/** The client's time. A test or a simulation gives another one. */
export interface Clock {
  now(): number;
  /** Also ends when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A longer timer fires at once. Whoever waits looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The system's time when the process began, and a clock since then that does not jump: a pause stays as long as it is. */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) => sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined),
};

/** A clock that runs so many times as fast as the system's, for simulations. Timeouts of the network do not use it. */
export function clockAt(speed: number): Clock {
  if (speed === 1) return systemClock;
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

export interface Counters {
  /** All requests that were sent; and those of them that were sent again, after a failure or a 429. */
  requests: number;
  retries: number;
  /** Requests that a rate limit held back when they were next to leave, and for how long all together. */
  rateLimitWaits: number;
  rateLimitWaitMs: number;
}

export interface Wait {
  reason:
    | 'paused' // the provider answered 429
    | 'spent' // our share of the rate limit is used up
    | 'shared'; // others left less than our reserve for them: we take half of what comes back
  pool: string;
  /** How long it takes from now: for `shared`, until the requests that wait now have left. */
  seconds: number;
  /** Seconds since the pool began to hold requests back, or that its pauses have taken so far. */
  sinceSeconds: number;
  remaining?: number;
  size?: number;
}

/** One user's part of a client's work, such as a step's: steps run at the same time on one client. */
export interface Share {
  readonly counters: Counters;
  readonly onWait?: (wait: Wait) => void;
}

export const createShare = (onWait?: Share['onWait']): Share => ({
  counters: { requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 },
  onWait,
});
