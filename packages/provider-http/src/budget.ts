import type { Headers } from 'node-fetch';
import type { ClockLead } from './clock-lead';

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

/** While nobody has said when a window ends that is spent already, milliseconds until it is looked at again. */
const UNKNOWN_END_MS = 20;

/**
 * What is left of a pool, reckoned ahead of the provider's headers: requests in flight are counted as spent already.
 * Times are the provider's, which for a reset in seconds from now is our own.
 */
export function createBudget(headers: RateLimitHeaders | undefined, reserve: number, lead: ClockLead) {
  const leadMs = () => (headers?.resetIs === 'epoch' ? lead.ms() : 0);
  /** Seconds from now are rounded; what is further apart than this is not the same moment. */
  const slackMs = headers?.resetIs === 'epoch' ? 0 : 2000;

  let size = headers?.size;
  let remaining: number | undefined;
  let inFlight = 0;
  let entered = 0;
  /** For a pool that refills: when `remaining` was right, and what the latest request was that has told it. */
  let reckonedAt = 0;
  let heardOf = 0;
  /** For a pool of windows: when this one ends, as far as anybody has said, and when the one before it did. */
  let windowEnd: number | undefined;
  let windowStart = -Infinity;
  /** Requests up to this one entered before this window began, and may be counted in either. */
  let lastBefore = 0;

  const reserved = () => Math.ceil((size ?? 0) * reserve);

  function beginWindow(start: number, end: number | undefined) {
    remaining = size === undefined ? undefined : size - inFlight;
    windowStart = start;
    windowEnd = end;
    lastBefore = entered;
  }

  /** Brings `remaining` up to now: what has refilled, or a window that has ended. */
  function reckon(now: number) {
    if (windowEnd !== undefined) {
      if (now >= windowEnd + leadMs()) beginWindow(windowEnd, undefined);
    } else if (remaining !== undefined && headers?.refillPerSecond) {
      remaining = Math.min(size ?? Infinity, remaining + ((now - reckonedAt) / 1000) * headers.refillPerSecond);
    }
    reckonedAt = now;
  }

  function heardOfWindow(left: number, end: number, ticket: number) {
    if (ticket <= lastBefore) {
      // It was taken to be in this window: was it counted in the one before?
      if (remaining !== undefined && end <= windowStart + slackMs) remaining += 1;
      return;
    }
    // The provider's next window can be there before we thought so.
    if (windowEnd !== undefined && end > windowEnd + slackMs) beginWindow(windowEnd, end);
    windowEnd ??= end;
    // Our own count is exact, but for what others have used.
    // In the first window nobody knows what of it the provider has counted of what is in flight.
    remaining = remaining === undefined ? left - (inFlight - 1) : Math.min(remaining, left);
  }

  /** When the answer says that the pool is full again, in milliseconds from now. */
  function resetInMs(answer: Headers, now: number): number | undefined {
    const value = numberIn(answer, headers?.reset);
    if (value === undefined) return undefined;
    return headers?.resetIs === 'epoch' ? value * 1000 + leadMs() - now : value * 1000;
  }

  return {
    /** Milliseconds until a request may leave. */
    delayMs(now: number): number {
      reckon(now);
      const floor = reserved();
      if (remaining === undefined || remaining - 1 >= floor) return 0;
      if (windowEnd !== undefined) return Math.max(1, windowEnd + leadMs() - now);
      if (headers?.refillPerSecond) return Math.max(1, ((floor + 1 - remaining) / headers.refillPerSecond) * 1000);
      return inFlight > 0 ? UNKNOWN_END_MS : 0;
    },
    /** A request leaves. @returns its ticket; tickets count up. */
    enter(): number {
      if (remaining !== undefined) remaining -= 1;
      inFlight += 1;
      return ++entered;
    },
    /** It is answered, or never was `sent`. */
    leave({ sent }: { sent: boolean }) {
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
      const fullInMs = resetInMs(answer, now);
      if (fullInMs !== undefined) {
        heardOfWindow(left, now - leadMs() + fullInMs, ticket);
      } else if (ticket > heardOf || remaining === undefined) {
        // An answer that was overtaken by a later one knows less than we do. What is in flight may not be in it yet.
        remaining = left - (inFlight - 1);
        heardOf = ticket;
      }
    },
    resetInMs,
    size: () => size,
    reserved,
    remaining(now: number): number | undefined {
      reckon(now);
      return remaining === undefined ? undefined : Math.floor(remaining);
    },
  };
}

export function numberIn(answer: Headers, header: string | undefined): number | undefined {
  const text = header === undefined ? null : answer.get(header);
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
