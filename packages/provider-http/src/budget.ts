import type { Headers } from 'node-fetch';
import { dateIn, numberIn, resetIn, windowIn, type RateLimitHeaders } from './headers';

/** A later end of a window is an error, for example a time in milliseconds. No request waits for it. */
const LONGEST_WINDOW_MS = 3_600_000;

/** What is left of a pool, which refills steadily or at the end of a window. Requests in flight count as used. */
export class PoolBudget {
  inFlight = 0;
  private size?: number;
  private refillPerSecond?: number;
  private remaining?: number;
  /** What the latest answer said is left. Less than the reserve means that others use it. */
  private reported?: number;
  private entered = 0;
  private lastEnteredAt = -Infinity;
  /** Answers to requests up to this number are outdated: by a newer answer, or because a new window has begun. */
  private outdatedUpTo = 0;
  private updatedAt = 0;
  /** By the client's clock. */
  private windowStart = -Infinity;
  private windowEnd?: number;
  private windowMs = 0;
  /** Ends that differ by less are equal: a number of seconds is rounded, a date is exact. */
  private slackMs = 0;
  /** How far the client's clock is ahead, at most: a `Date` has no milliseconds. The smallest difference counts. */
  private clockLeadMs?: number;

  constructor(
    private readonly headers: RateLimitHeaders | undefined,
    private readonly reserve: number,
  ) {
    this.size = headers?.size;
    this.refillPerSecond = headers?.refillPerSecond;
  }

  state(now: number) {
    this.update(now);
    const { size, remaining, reserved, refillPerSecond } = this;
    return { size, remaining: remaining === undefined ? undefined : Math.floor(remaining), reserved, refillPerSecond };
  }

  heldMs(now: number): { ms: number; shared: boolean } {
    this.update(now);
    const { remaining, reserved, reported } = this;
    if (remaining === undefined || remaining - 1 >= reserved) return { ms: 0, shared: false };
    const aboveReserveMs = this.aboveReserveMs(remaining, now);
    const shared = reported !== undefined && reported < reserved;
    return { ms: shared ? Math.min(aboveReserveMs, this.fromReserveMs(remaining, now)) : aboveReserveMs, shared };
  }

  /** The time between two requests if the client uses half of the refill. */
  get halfPaceMs(): number | undefined {
    if (this.refillPerSecond) return 2000 / this.refillPerSecond;
    return this.size && this.windowMs ? (2 * this.windowMs) / this.size : undefined;
  }

  resetInMs(answer: Headers, now: number): number | undefined {
    const reset = resetIn(answer, this.headers?.reset);
    if (!reset) return undefined;
    const date = dateIn(answer, 'date');
    if (date !== undefined) this.clockLeadMs = Math.min(this.clockLeadMs ?? Infinity, now - date);
    this.slackMs = 'at' in reset ? 0 : 2000;
    const ms = 'at' in reset ? reset.at + (this.clockLeadMs ?? 0) - now : reset.inMs;
    return ms <= LONGEST_WINDOW_MS ? ms : undefined;
  }

  enter(now: number): number {
    if (this.remaining !== undefined) this.remaining -= 1;
    this.inFlight += 1;
    this.lastEnteredAt = now;
    return ++this.entered;
  }

  leave(entry: number, sent: boolean, answer: Headers | undefined, now: number): void {
    if (answer && this.headers) this.read(answer, this.headers, entry, now);
    this.inFlight -= 1;
    if (!sent && this.remaining !== undefined) this.remaining += 1;
  }

  private get reserved(): number {
    return Math.ceil((this.size ?? 0) * this.reserve);
  }

  private update(now: number): void {
    if (this.windowEnd !== undefined) {
      if (now >= this.windowEnd) this.beginWindow(this.windowEnd, undefined);
    } else if (this.remaining !== undefined && this.refillPerSecond) {
      const refilled = ((now - this.updatedAt) / 1000) * this.refillPerSecond;
      this.remaining = Math.min(this.size ?? Infinity, this.remaining + refilled);
    }
    this.updatedAt = now;
  }

  private beginWindow(start: number, end: number | undefined): void {
    this.remaining = this.size === undefined ? undefined : this.size - this.inFlight;
    this.reported = undefined;
    this.windowStart = start;
    this.windowEnd = end;
    this.outdatedUpTo = this.entered;
  }

  private read(answer: Headers, headers: RateLimitHeaders, entry: number, now: number): void {
    this.size = numberIn(answer, headers.limit) ?? this.size;
    const left = numberIn(answer, headers.remaining);
    if (left === undefined) return;
    // A provider can give a customer more than the documented size.
    if (this.size !== undefined) this.size = Math.max(this.size, left);
    const fullInMs = this.resetInMs(answer, now);
    this.update(now);
    if (headers.steady && this.size !== undefined) {
      const window = windowIn(answer, headers.limit);
      if (window) this.refillPerSecond = this.size / window;
      else if (fullInMs && left < this.size) this.refillPerSecond = ((this.size - left) / fullInMs) * 1000;
    }
    const end = fullInMs === undefined ? this.windowEnd : now + fullInMs;
    if (end !== undefined && !this.refillPerSecond) {
      this.windowMs = Math.max(this.windowMs, fullInMs ?? 0);
      this.readWindow(left, end, entry);
    } else if (entry > this.outdatedUpTo) {
      // The answer may not include the requests that are still in flight.
      this.remaining = left - (this.inFlight - 1);
      this.reported = left;
      this.outdatedUpTo = entry;
    }
  }

  private readWindow(left: number, end: number, entry: number): void {
    if (entry <= this.outdatedUpTo) {
      // The client counted it in this window. The provider may have counted it in the previous one.
      if (this.remaining !== undefined && end <= this.windowStart + this.slackMs) this.remaining += 1;
      return;
    }
    if (this.windowEnd !== undefined && end > this.windowEnd + this.slackMs) this.beginWindow(this.windowEnd, end);
    if (this.windowEnd === undefined || end < this.windowEnd - this.slackMs) this.windowEnd = end;
    // The client's own count does not include other users. The first answer may not include requests in flight.
    this.remaining = this.remaining === undefined ? left - (this.inFlight - 1) : Math.min(this.remaining, left);
    this.reported = left;
  }

  private aboveReserveMs(left: number, now: number): number {
    if (this.windowEnd !== undefined) return Math.max(1, this.windowEnd - now);
    if (this.refillPerSecond) return Math.max(1, ((this.reserved + 1 - left) / this.refillPerSecond) * 1000);
    return this.inFlight > 0 ? Infinity : 0;
  }

  /** If others use the reserve, so does the client, at half the pace. */
  private fromReserveMs(left: number, now: number): number {
    const { halfPaceMs, refillPerSecond } = this;
    if (halfPaceMs === undefined) return Infinity;
    if (refillPerSecond) {
      return Math.max(0, this.lastEnteredAt + halfPaceMs - now, ((1 - left) / refillPerSecond) * 1000);
    }
    // A window does not refill before its end. The client uses at most half of it.
    const ours = this.entered - this.outdatedUpTo;
    if (left < 1 || 2 * ours >= (this.size ?? 0)) return Infinity;
    return Math.max(0, this.lastEnteredAt + halfPaceMs - now);
  }
}
