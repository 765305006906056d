import type { Headers } from 'node-fetch';

/**
 * How a provider tells what is left of a rate pool. Names of headers, in any case. Of a list such as
 * `1000, 10000;window=60, 1000;window=60` the first number counts, and the window of the policy with this number.
 */
export interface RateLimitHeaders {
  /** How many requests are left. */
  remaining: string;
  /** The pool's size; and the size, where no header tells it. */
  limit?: string;
  size?: number;
  /** When the pool is full again: a number, or a date. Without it the pool refills by `refillPerSecond`. */
  reset?: string;
  /** Whether a number in `reset` counts seconds from now, or is the second since 1970. Default `seconds`. */
  resetIs?: 'seconds' | 'epoch';
  /** Requests that come back each second, for a pool that refills steadily. */
  refillPerSecond?: number;
  /** Whether the pool refills steadily, over the window in `limit` or until `reset`. Default: all at once at `reset`. */
  steady?: boolean;
  /** How many requests may be in flight at once. Two of them are left to others. */
  concurrency?: string;
}

/** How far our clock is ahead of the provider's. */
export type ClockLead = ReturnType<typeof createClockLead>;

/** The first number of a header. A negative one is 0. */
export function numberIn(answer: Headers, header: string | undefined): number | undefined {
  const text = header === undefined ? null : answer.get(header);
  const [number] = /^\s*-?\d+(\.\d+)?(?=\s*(,|;|$))/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Math.max(0, Number(number));
}

/** The seconds that a header asks to wait: a number of them, or a date by the provider's own clock. */
export function secondsIn(answer: Headers, header: string | undefined): number | undefined {
  const seconds = numberIn(answer, header);
  if (seconds !== undefined || header === undefined) return seconds;
  const until = dateIn(answer, header);
  return until === undefined ? undefined : Math.max(0, (until - (dateIn(answer, 'date') ?? Date.now())) / 1000);
}

function dateIn(answer: Headers, header: string): number | undefined {
  const date = Date.parse(answer.get(header) ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** The seconds over which so many requests come back, as the policies of a limit tell: `10, 10;w=1, 500;w=3600`. */
export function windowIn(answer: Headers, header: string | undefined): number | undefined {
  const limit = (header === undefined ? null : answer.get(header)) ?? '';
  const size = numberIn(answer, header);
  const policies = [...limit.matchAll(/(\d+)\s*;[^,]*?\bw(?:indow)?\s*=\s*(\d+)/gi)];
  const [, , window] = policies.find(([, quota]) => Number(quota) === size) ?? policies[0] ?? [];
  return window === undefined ? undefined : Number(window);
}

/**
 * Never less than the truth, so that no request leaves before the provider's window has begun. A `Date` header is cut to
 * a full second: of many answers, the one soonest after a full second is the most exact.
 */
export function createClockLead() {
  let least: number | undefined;
  return {
    hear(answer: Headers, now: number) {
      const date = dateIn(answer, 'date');
      if (date !== undefined) least = Math.min(least ?? Infinity, now - date);
    },
    ms: () => least ?? 0,
  };
}
