import type { Headers } from 'node-fetch';
import type { Clock } from './clock';
import type { HttpPolicy } from './policy';

/** How a provider tells what is left of a rate pool. Header names are in any case. */
export interface RateLimitHeaders {
  /** The header with the number of requests that are left. */
  remaining: string;
  /** The header with the pool's size. */
  limit?: string;
  /** The pool's size where no header tells it. */
  size?: number;
  /** The header that tells when the pool is full again; without it the pool refills by `refillPerSecond`. */
  reset?: string;
  /** Whether `reset` counts seconds from now, or is the second since 1970. Default `seconds`. */
  resetIs?: 'seconds' | 'epoch';
  /** Requests that come back each second, for a pool that refills steadily. */
  refillPerSecond?: number;
  /** The header with the number of requests that may be in flight at once; two of them are left to others. */
  concurrency?: string;
}

/** What is left of a pool, as last heard and reckoned on since. */
export interface Budget {
  pool: string;
  size?: number;
  remaining?: number;
  /** Milliseconds since 1970; in the past when the pool is not paused. */
  pausedUntil: number;
}

/** Why a request has to wait, and for how long. `first` where no other request is waiting for the same reason yet. */
export interface Delay {
  reason: 'pause' | 'budget';
  ms: number;
  first: boolean;
}

/** A request's place in the budget, to be given back with `leave`. Tickets count up in the order of entering. */
export interface Place {
  ticket: number;
}

/** Thrown by `limited` when the provider orders more than this client may still wait. */
export class PauseRefused extends Error {
  constructor(
    readonly orderedSeconds: number,
    readonly leftSeconds: number,
  ) {
    super(`ordered ${orderedSeconds} s`);
  }
}

export type RatePool = ReturnType<typeof createRatePool>;

/** A clock that is less than this off is taken to be right: the `Date` header has whole seconds only. */
const CLOCK_SKEW_MS = 2000;

/**
 * One rate pool of a provider: pauses after a 429, and a budget that is reckoned ahead of the provider's headers, so
 * that requests slow down before it is spent. Requests in flight are counted as spent already.
 */
export function createRatePool(name: string, headers: RateLimitHeaders | undefined, policy: HttpPolicy, clock: Clock) {
  let pausedUntil = 0;
  let pausedMs = 0;
  let pausesInARow = 0;
  let pauseStartedAt = -1;

  let size = headers?.size;
  let remaining: number | undefined;
  let reckonedAt = 0;
  let resetAt: number | undefined;
  let budgetWaitUntil = 0;
  let inFlight = 0;
  let concurrency = policy.concurrency;
  let entered = 0;
  let heardOf = 0;
  let windowStart = 0;

  /** Brings `remaining` up to now: what has refilled, or a window that has ended. */
  function reckon(now: number) {
    if (remaining === undefined) return;
    if (resetAt !== undefined) {
      if (now >= resetAt) {
        // Requests in flight may be counted in either window.
        remaining = size === undefined ? undefined : size - inFlight;
        resetAt = undefined;
        windowStart = entered;
      }
    } else if (headers?.refillPerSecond) {
      remaining = Math.min(size ?? Infinity, remaining + ((now - reckonedAt) / 1000) * headers.refillPerSecond);
    }
    reckonedAt = now;
  }

  function budgetDelayMs(now: number): number {
    reckon(now);
    const floor = Math.ceil((size ?? 0) * policy.reserve);
    if (remaining === undefined || remaining - 1 >= floor) return 0;
    if (resetAt !== undefined) return Math.max(1, resetAt - now);
    if (headers?.refillPerSecond) return Math.max(1, ((floor + 1 - remaining) / headers.refillPerSecond) * 1000);
    return 0;
  }

  /** What keeps a request from leaving now; where nothing does, its place in the budget is taken. */
  function enter(): Delay | Place {
    const now = clock.now();
    if (pausedUntil > now) return { reason: 'pause', ms: pausedUntil - now, first: false };
    const ms = budgetDelayMs(now);
    if (ms > 0) {
      const first = now >= budgetWaitUntil;
      if (first) budgetWaitUntil = now + ms;
      return { reason: 'budget', ms, first };
    }
    if (remaining !== undefined) remaining -= 1;
    inFlight += 1;
    return { ticket: ++entered };
  }

  function leave({ sent }: { sent: boolean }) {
    inFlight -= 1;
    if (!sent && remaining !== undefined) remaining += 1;
  }

  /** Learns from the headers of the answer to the request with this ticket. */
  function heard(answer: Headers, ticket: number) {
    if (!headers) return;
    size = numberIn(answer, headers.limit) ?? size;
    const limit = numberIn(answer, headers.concurrency);
    if (limit !== undefined) concurrency = Math.max(1, Math.min(policy.concurrency, limit - 2));
    const left = numberIn(answer, headers.remaining);
    if (left === undefined) return;
    // A provider may have raised a pool above its documented size.
    if (size !== undefined) size = Math.max(size, left);
    const now = clock.now();
    reckon(now);
    const reset = resetTime(answer, now);
    // Requests that entered after this one are not in the provider's count yet.
    const estimate = left - (entered - ticket);
    if (reset !== undefined) {
      // What entered before a window ended tells nothing of the next one.
      if (ticket <= windowStart) return;
      const slack = headers.resetIs === 'epoch' ? 0 : 2000;
      const sameWindow = resetAt !== undefined && reset - resetAt <= slack;
      // Within a window our own count is exact, but for what others have used.
      remaining = sameWindow && remaining !== undefined ? Math.min(remaining, left) : estimate;
      resetAt = sameWindow ? resetAt : reset;
    } else if (ticket > heardOf || remaining === undefined) {
      // An answer that was overtaken by a later one knows less than we do.
      remaining = estimate;
    }
    heardOf = Math.max(heardOf, ticket);
    reckonedAt = now;
  }

  function resetTime(answer: Headers, now: number): number | undefined {
    const value = numberIn(answer, headers?.reset);
    if (value === undefined) return undefined;
    if (headers?.resetIs !== 'epoch') return now + value * 1000;
    const date = Date.parse(answer.get('date') ?? '');
    const skew = Number.isNaN(date) || Math.abs(now - date) < CLOCK_SKEW_MS ? 0 : now - date;
    return value * 1000 + skew;
  }

  /**
   * A 429: pauses the whole pool, once for all requests that were in flight together.
   *
   * @param orderedMs what the provider asked for, if it did.
   * @param sentAt when the refused request left.
   * @returns the milliseconds by which the pause grew.
   * @throws PauseRefused where the order is beyond what this pool may still wait.
   */
  function limited(orderedMs: number | undefined, sentAt: number): number {
    const now = clock.now();
    const ordered = orderedMs !== undefined && orderedMs > 0 ? orderedMs : undefined;
    const already = sentAt <= pauseStartedAt;
    if (already && ordered === undefined) return 0;
    if (!already) pausesInARow += 1;
    const chosen = Math.min(policy.pauseMaxSeconds, policy.pauseBaseSeconds * 2 ** (pausesInARow - 1)) * 1000;
    const until = now + (ordered ?? chosen);
    const growth = Math.max(0, until - Math.max(now, pausedUntil));
    const leftMs = policy.pauseSeconds * 1000 - pausedMs;
    if (growth > leftMs) throw new PauseRefused((ordered ?? chosen) / 1000, leftMs / 1000);
    pausedMs += growth;
    if (growth > 0) {
      pausedUntil = until;
      pauseStartedAt = now;
    }
    return growth;
  }

  return {
    name,
    enter,
    heard,
    limited,
    /** When the provider's own header says that the pool is full again, in milliseconds from now. */
    resetInMs(answer: Headers): number | undefined {
      const now = clock.now();
      const reset = resetTime(answer, now);
      return reset === undefined ? undefined : reset - now;
    },
    leave,
    succeeded: () => {
      pausesInARow = 0;
    },
    isPaused: () => pausedUntil > clock.now(),
    concurrency: () => concurrency,
    budget(): Budget {
      reckon(clock.now());
      return { pool: name, size, remaining: remaining === undefined ? undefined : Math.floor(remaining), pausedUntil };
    },
  };
}

function numberIn(answer: Headers, header: string | undefined): number | undefined {
  const text = header === undefined ? null : answer.get(header);
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
