import type { Headers } from 'node-fetch';
import { numberIn, secondsIn, windowIn, type ClockLead, type RateLimitHeaders } from './headers';

/** Until the end of a window is known that is spent already, milliseconds between two looks. */
const UNKNOWN_END_MS = 20;

/** A window that ends later is wrong, or counts something else. No request waits for it: a 429 tells more. */
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * What is left of a pool, reckoned ahead of the provider's headers: requests in flight count as spent. Times are the
 * provider's; for a reset in seconds from now they are our own.
 */
export function createBudget(headers: RateLimitHeaders | undefined, reserve: number, lead: ClockLead) {
  const isEpoch = headers?.resetIs === 'epoch';
  const leadMs = () => (isEpoch ? lead.ms() : 0);
  /** Seconds from now are rounded: two ends that differ by less are the same. */
  const slackMs = isEpoch ? 0 : 2000;
  let size = headers?.size;
  let refillPerSecond = headers?.refillPerSecond;
  let remaining: number | undefined;
  /** What the latest answer said is left. If it is less than the reserve, others took it: we leave the reserve alone. */
  let told: number | undefined;
  let inFlight = 0;
  let entered = 0;
  let lastEnteredAt = -Infinity;
  /** A pool that refills: when `remaining` was right, and the latest request that told it. */
  let reckonedAt = 0;
  let heardOf = 0;
  /** A pool of windows: the end of this one, if known; the end of the one before; how long they are. */
  let windowEnd: number | undefined;
  let windowStart = -Infinity;
  let windowMs = 0;
  /** Requests up to this one entered before the window began. The provider may count them in either window. */
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

  /** Milliseconds until the pool is full again, as the answer says. */
  function resetInMs(answer: Headers, now: number): number | undefined {
    const epoch = isEpoch ? numberIn(answer, headers?.reset) : undefined;
    if (epoch !== undefined) return epoch * 1000 + leadMs() - now;
    const seconds = secondsIn(answer, headers?.reset);
    return seconds === undefined ? undefined : seconds * 1000;
  }

  function hear(answer: Headers, ticket: number, now: number) {
    size = numberIn(answer, headers?.limit) ?? size;
    const left = numberIn(answer, headers?.remaining);
    if (left === undefined) return;
    // A provider may have raised a pool above its documented size.
    if (size !== undefined) size = Math.max(size, left);
    reckon(now);
    const toldMs = resetInMs(answer, now);
    const fullInMs = toldMs !== undefined && toldMs <= LONGEST_WINDOW_MS ? toldMs : undefined;
    if (headers?.steady && size !== undefined) {
      const window = windowIn(answer, headers.limit);
      if (window) refillPerSecond = size / window;
      else if (fullInMs && left < size) refillPerSecond = ((size - left) / fullInMs) * 1000;
    }
    if (fullInMs !== undefined && !refillPerSecond) {
      windowMs = Math.max(windowMs, fullInMs);
      hearOfWindow(left, now - leadMs() + fullInMs, ticket);
    } else if (ticket > heardOf || remaining === undefined) {
      // An answer that a later one overtook knows less than we do. It may not count yet what is in flight.
      remaining = left - (inFlight - 1);
      told = left;
      heardOf = ticket;
    }
  }

  function hearOfWindow(left: number, end: number, ticket: number) {
    if (ticket <= lastBefore) {
      // We counted it in this window. Did the provider count it in the one before?
      if (remaining !== undefined && end <= windowStart + slackMs) remaining += 1;
      return;
    }
    // The next window can begin before we thought so, and this one can end sooner than was said.
    if (windowEnd !== undefined && end > windowEnd + slackMs) beginWindow(windowEnd, end);
    if (windowEnd === undefined || end < windowEnd - slackMs) windowEnd = end;
    // Our count is exact, but without others. In the first window, it may or may not hold what is in flight.
    remaining = remaining === undefined ? left - (inFlight - 1) : Math.min(remaining, left);
    told = left;
  }

  /** Milliseconds between two requests that take half of what comes back, where that is known. */
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

  /** Milliseconds until a request may take from the reserve. It protects others from us, and others must not stop us with it. */
  function fromReserveMs(left: number, now: number): number {
    const paceMs = halfPaceMs();
    // Nothing comes back before a window ends, and no more than half of a window is ours.
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
    /** A request leaves. What is returned hears its answer, or that it was never `sent`. */
    enter(now: number) {
      if (remaining !== undefined) remaining -= 1;
      inFlight += 1;
      lastEnteredAt = now;
      const ticket = ++entered;
      return (sent: boolean, answer: Headers | undefined, then: number) => {
        if (answer && headers) hear(answer, ticket, then);
        inFlight -= 1;
        if (!sent && remaining !== undefined) remaining += 1;
      };
    },
    halfPaceMs,
    resetInMs,
    state(now: number) {
      reckon(now);
      const left = remaining === undefined ? undefined : Math.floor(remaining);
      return { size, remaining: left, reserved: reserved(), refillPerSecond };
    },
  };
}
