import type { Headers } from 'node-fetch';

/**
 * How a provider tells what is left of a rate pool. Header names are in any case. Of a list such as
 * `1000, 10000;window=60, 1000;window=60` the first number counts, and the window of the policy that has it.
 */
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
  /** Whether the pool refills steadily over the window that `limit` names, or until `reset`. Default: all at once at `reset`. */
  steady?: boolean;
  /** The header with the number of requests that may be in flight at once; two of them are left to others. */
  concurrency?: string;
}

/** How far our clock is ahead of the provider's. */
export type ClockLead = ReturnType<typeof createClockLead>;

/** While it is not known when a window ends that is spent already, milliseconds until it is looked at again. */
const UNKNOWN_END_MS = 20;

/** What says that it ends later is wrong, or counts something else: it is not waited for, and a 429 tells more. */
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * What is left of a pool, reckoned ahead of the provider's headers: requests in flight are counted as spent already.
 * Times are the provider's, which for a reset in seconds from now is our own.
 */
export function createBudget(headers: RateLimitHeaders | undefined, reserve: number, lead: ClockLead) {
  const leadMs = () => (headers?.resetIs === 'epoch' ? lead.ms() : 0);
  /** Seconds from now are rounded; what is further apart than this is not the same moment. */
  const slackMs = headers?.resetIs === 'epoch' ? 0 : 2000;

  let size = headers?.size;
  let refillPerSecond = headers?.refillPerSecond;
  let remaining: number | undefined;
  /** What the latest answer said is left. Less than the reserve is the work of others: we leave it. */
  let told: number | undefined;
  let inFlight = 0;
  let entered = 0;
  let lastEnteredAt = -Infinity;
  /** For a pool that refills: when `remaining` was right, and what the latest request was that has told it. */
  let reckonedAt = 0;
  let heardOf = 0;
  /** For a pool of windows: when this one ends, as far as it is known, when the one before it did, and how long they are. */
  let windowEnd: number | undefined;
  let windowStart = -Infinity;
  let windowMs = 0;
  /** Requests up to this one entered before this window began, and may be counted in either. */
  let lastBefore = 0;

  const reserved = () => Math.ceil((size ?? 0) * reserve);

  function beginWindow(start: number, end: number | undefined) {
    remaining = size === undefined ? undefined : size - inFlight;
    told = undefined;
    windowStart = start;
    windowEnd = end;
    lastBefore = entered;
  }

  /** Brings `remaining` up to now: what has refilled, or a window that has ended. */
  function reckon(now: number) {
    if (windowEnd !== undefined) {
      if (now >= windowEnd + leadMs()) beginWindow(windowEnd, undefined);
    } else if (remaining !== undefined && refillPerSecond) {
      remaining = Math.min(size ?? Infinity, remaining + ((now - reckonedAt) / 1000) * refillPerSecond);
    }
    reckonedAt = now;
  }

  function heardOfWindow(left: number, end: number, ticket: number) {
    if (ticket <= lastBefore) {
      // It was taken to be in this window: was it counted in the one before?
      if (remaining !== undefined && end <= windowStart + slackMs) remaining += 1;
      return;
    }
    // The provider's next window can be there before we thought so; and this one can end sooner than was said.
    if (windowEnd !== undefined && end > windowEnd + slackMs) beginWindow(windowEnd, end);
    if (windowEnd === undefined || end < windowEnd - slackMs) windowEnd = end;
    // Our own count is exact, but for what others use. In the first window, what is in flight may be counted or not.
    remaining = remaining === undefined ? left - (inFlight - 1) : Math.min(remaining, left);
    told = left;
  }

  /** When the answer says that the pool is full again, in milliseconds from now. */
  function resetInMs(answer: Headers, now: number): number | undefined {
    const value = numberIn(answer, headers?.reset);
    if (value === undefined) return undefined;
    return headers?.resetIs === 'epoch' ? value * 1000 + leadMs() - now : value * 1000;
  }

  /** The refill of a pool that the answer tells: over the window of its limit, or until it is full. */
  function steadyRefill(answer: Headers, left: number, fullInMs: number | undefined): number | undefined {
    if (size === undefined) return undefined;
    const window = windowIn(answer.get(headers?.limit ?? '') ?? '', numberIn(answer, headers?.limit));
    if (window) return size / window;
    return fullInMs && left < size ? ((size - left) / fullInMs) * 1000 : refillPerSecond;
  }

  /** Milliseconds between two requests that take half of what comes back. `undefined` where that is not known. */
  function halfPaceMs(): number | undefined {
    if (refillPerSecond) return 2000 / refillPerSecond;
    return size && windowMs ? (2 * windowMs) / size : undefined;
  }

  /** Milliseconds until more than the reserve is left. */
  function aboveReserveMs(left: number, now: number): number {
    if (windowEnd !== undefined) return Math.max(1, windowEnd + leadMs() - now);
    if (refillPerSecond) return Math.max(1, ((reserved() + 1 - left) / refillPerSecond) * 1000);
    return inFlight > 0 ? UNKNOWN_END_MS : 0;
  }

  /**
   * Milliseconds until a request may leave out of the reserve, which others have taken from: it is there to protect
   * them from us, and must not stop us.
   */
  function fromReserveMs(left: number, now: number): number {
    const paceMs = halfPaceMs();
    // What is left of a window does not grow before its end, and no more than half of it is ours.
    const ours = entered - lastBefore;
    if (paceMs === undefined || (!refillPerSecond && (left < 1 || 2 * ours >= (size ?? 0)))) return Infinity;
    const oneIsThereMs = refillPerSecond ? ((1 - left) / refillPerSecond) * 1000 : 0;
    return Math.max(0, lastEnteredAt + paceMs - now, oneIsThereMs);
  }

  return {
    /** Milliseconds until a request may leave, and whether that is because others use the pool. */
    delay(now: number): { ms: number; shared: boolean } {
      reckon(now);
      if (remaining === undefined || remaining - 1 >= reserved()) return { ms: 0, shared: false };
      const above = aboveReserveMs(remaining, now);
      const shared = told !== undefined && told < reserved();
      return { ms: shared ? Math.min(above, fromReserveMs(remaining, now)) : above, shared };
    },
    halfPaceMs,
    /** A request leaves. @returns its ticket; tickets count up. */
    enter(now: number): number {
      if (remaining !== undefined) remaining -= 1;
      inFlight += 1;
      lastEnteredAt = now;
      return ++entered;
    },
    /** It is answered, or never was `sent`. */
    leave(sent: boolean) {
      inFlight -= 1;
      if (!sent && remaining !== undefined) remaining += 1;
    },
    /** Learns from the headers of the answer to the request with this ticket. */
    heard(answer: Headers, ticket: number, now: number) {
      size = numberIn(answer, headers?.limit) ?? size;
      const left = numberIn(answer, headers?.remaining);
      if (left === undefined) return;
      // A provider may have raised a pool above its documented size.
      if (size !== undefined) size = Math.max(size, left);
      reckon(now);
      const toldMs = resetInMs(answer, now);
      const fullInMs = toldMs !== undefined && toldMs <= LONGEST_WINDOW_MS ? toldMs : undefined;
      if (headers?.steady) refillPerSecond = steadyRefill(answer, left, fullInMs);
      if (fullInMs !== undefined && !refillPerSecond) {
        windowMs = Math.max(windowMs, fullInMs);
        heardOfWindow(left, now - leadMs() + fullInMs, ticket);
      } else if (ticket > heardOf || remaining === undefined) {
        // An answer that was overtaken by a later one knows less than we do. What is in flight may not be in it yet.
        remaining = left - (inFlight - 1);
        told = left;
        heardOf = ticket;
      }
    },
    resetInMs,
    size: () => size,
    reserved,
    refillPerSecond: () => refillPerSecond,
    remaining(now: number): number | undefined {
      reckon(now);
      return remaining === undefined ? undefined : Math.floor(remaining);
    },
  };
}

/** The first number of a header; less than nothing is nothing. */
export function numberIn(answer: Headers, header: string | undefined): number | undefined {
  const text = header === undefined ? null : answer.get(header);
  const [number] = /^\s*-?\d+(\.\d+)?(?=\s*(,|;|$))/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Math.max(0, Number(number));
}

/** The seconds over which so many requests come back, as the policies of a limit tell: `10, 10;w=1, 500;w=3600`. */
function windowIn(limit: string, size: number | undefined): number | undefined {
  const policies = [...limit.matchAll(/(\d+)\s*;[^,]*?\bw(?:indow)?\s*=\s*(\d+)/gi)];
  const [, , window] = policies.find(([, quota]) => Number(quota) === size) ?? policies[0] ?? [];
  return window === undefined ? undefined : Number(window);
}

/**
 * How far our clock is ahead of a provider's: never less than it is, so that nothing is sent before a window of the
 * provider's has begun. `Date` headers are whole seconds, rounded down: of many answers the one that came soonest after
 * a full second tells it best.
 */
export function createClockLead() {
  let least: number | undefined;
  return {
    hear(answer: Headers, now: number) {
      const date = Date.parse(answer.get('date') ?? '');
      if (!Number.isNaN(date)) least = Math.min(least ?? Infinity, now - date);
    },
    /** Milliseconds; 0 until an answer has told. */
    ms: () => least ?? 0,
  };
}
