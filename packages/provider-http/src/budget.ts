import type { Headers } from 'node-fetch';
import { dateIn, numberIn, resetIn, windowIn, type RateLimitHeaders } from './headers';

/** A window that ends later is wrong, such as one in milliseconds, or counts something else. No request waits for it. */
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * What is left of a pool, reckoned ahead of the provider's headers: requests in flight count as spent. A pool refills
 * steadily, or is full again when its window ends. Where neither is known, what the answers say has to do.
 */
export class PoolBudget {
  inFlight = 0;
  private size?: number;
  private refillPerSecond?: number;
  private remaining?: number;
  /** What the latest answer said is left. If it is less than the reserve, others took it: we leave the reserve alone. */
  private told?: number;
  private entered = 0;
  private lastEnteredAt = -Infinity;
  /** An answer to a request up to this one is of the past: a later one was heard, or a window has begun since it left. */
  private overtaken = 0;
  private reckonedAt = 0;
  /** When the window began and ends, by our clock; and its length. */
  private windowStart = -Infinity;
  private windowEnd?: number;
  private windowMs = 0;
  /** Two ends that differ by less are the same: seconds from now are rounded, and a moment is exact. */
  private slackMs = 0;
  /**
   * How far our clock is ahead of the provider's. Never less than the truth, so that no request leaves before a window has
   * begun. A `Date` is cut to a full second: of many, the one soonest after it is the most exact.
   */
  private clockLeadMs?: number;

  constructor(
    private readonly headers: RateLimitHeaders | undefined,
    private readonly reserve: number,
  ) {
    this.size = headers?.size;
    this.refillPerSecond = headers?.refillPerSecond;
  }

  state(now: number) {
    this.reckon(now);
    const { size, remaining, reserved, refillPerSecond } = this;
    return { size, remaining: remaining === undefined ? undefined : Math.floor(remaining), reserved, refillPerSecond };
  }

  heldMs(now: number): { ms: number; shared: boolean } {
    this.reckon(now);
    const { remaining, reserved, told } = this;
    if (remaining === undefined || remaining - 1 >= reserved) return { ms: 0, shared: false };
    const aboveReserveMs = this.aboveReserveMs(remaining, now);
    const shared = told !== undefined && told < reserved;
    return { ms: shared ? Math.min(aboveReserveMs, this.fromReserveMs(remaining, now)) : aboveReserveMs, shared };
  }

  /** Milliseconds between two requests that take half of what comes back, where that is known. */
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

  /** @returns the number of the request that leaves. */
  enter(now: number): number {
    if (this.remaining !== undefined) this.remaining -= 1;
    this.inFlight += 1;
    this.lastEnteredAt = now;
    return ++this.entered;
  }

  leave(entry: number, sent: boolean, answer: Headers | undefined, now: number): void {
    if (answer && this.headers) this.hear(answer, this.headers, entry, now);
    this.inFlight -= 1;
    if (!sent && this.remaining !== undefined) this.remaining += 1;
  }

  private get reserved(): number {
    return Math.ceil((this.size ?? 0) * this.reserve);
  }

  /** Brings `remaining` up to now: what has refilled, or a window that has ended. */
  private reckon(now: number): void {
    if (this.windowEnd !== undefined) {
      if (now >= this.windowEnd) this.beginWindow(this.windowEnd, undefined);
    } else if (this.remaining !== undefined && this.refillPerSecond) {
      const refilled = ((now - this.reckonedAt) / 1000) * this.refillPerSecond;
      this.remaining = Math.min(this.size ?? Infinity, this.remaining + refilled);
    }
    this.reckonedAt = now;
  }

  private beginWindow(start: number, end: number | undefined): void {
    this.remaining = this.size === undefined ? undefined : this.size - this.inFlight;
    this.told = undefined;
    this.windowStart = start;
    this.windowEnd = end;
    this.overtaken = this.entered;
  }

  private hear(answer: Headers, headers: RateLimitHeaders, entry: number, now: number): void {
    this.size = numberIn(answer, headers.limit) ?? this.size;
    const left = numberIn(answer, headers.remaining);
    if (left === undefined) return;
    // A provider may have raised a pool above its documented size.
    if (this.size !== undefined) this.size = Math.max(this.size, left);
    const fullInMs = this.resetInMs(answer, now);
    this.reckon(now);
    if (headers.steady && this.size !== undefined) {
      const window = windowIn(answer, headers.limit);
      if (window) this.refillPerSecond = this.size / window;
      else if (fullInMs && left < this.size) this.refillPerSecond = ((this.size - left) / fullInMs) * 1000;
    }
    const end = fullInMs === undefined ? this.windowEnd : now + fullInMs;
    if (end !== undefined && !this.refillPerSecond) {
      this.windowMs = Math.max(this.windowMs, fullInMs ?? 0);
      this.hearOfWindow(left, end, entry);
    } else if (entry > this.overtaken) {
      // It may not count yet what is in flight.
      this.remaining = left - (this.inFlight - 1);
      this.told = left;
      this.overtaken = entry;
    }
  }

  private hearOfWindow(left: number, end: number, entry: number): void {
    if (entry <= this.overtaken) {
      // We counted it in this window. Did the provider count it in the one before?
      if (this.remaining !== undefined && end <= this.windowStart + this.slackMs) this.remaining += 1;
      return;
    }
    // The next window can begin before we thought so, and this one can end sooner than was said.
    if (this.windowEnd !== undefined && end > this.windowEnd + this.slackMs) this.beginWindow(this.windowEnd, end);
    if (this.windowEnd === undefined || end < this.windowEnd - this.slackMs) this.windowEnd = end;
    // Our count is exact, but without others. In the first window, it may or may not hold what is in flight.
    this.remaining = this.remaining === undefined ? left - (this.inFlight - 1) : Math.min(this.remaining, left);
    this.told = left;
  }

  /** `Infinity` where only the next answer can tell. */
  private aboveReserveMs(left: number, now: number): number {
    if (this.windowEnd !== undefined) return Math.max(1, this.windowEnd - now);
    if (this.refillPerSecond) return Math.max(1, ((this.reserved + 1 - left) / this.refillPerSecond) * 1000);
    return this.inFlight > 0 ? Infinity : 0;
  }

  /** The reserve protects others from us, and others must not stop us with it. */
  private fromReserveMs(left: number, now: number): number {
    const { halfPaceMs, refillPerSecond } = this;
    if (halfPaceMs === undefined) return Infinity;
    if (refillPerSecond) {
      return Math.max(0, this.lastEnteredAt + halfPaceMs - now, ((1 - left) / refillPerSecond) * 1000);
    }
    // Nothing comes back before a window ends, and no more than half of a window is ours.
    const ours = this.entered - this.overtaken;
    if (left < 1 || 2 * ours >= (this.size ?? 0)) return Infinity;
    return Math.max(0, this.lastEnteredAt + halfPaceMs - now);
  }
}
