import type { Headers } from 'node-fetch';
import { PoolBudget } from './budget';
import type { Call } from './call';
import { numberIn, type RateLimitHeaders } from './headers';
import type { HttpPolicy } from './policy';
import type { Clock, Wait } from './waits';

export interface Budget {
  pool: string;
  size?: number;
  remaining?: number;
  /** For other users. */
  reserved: number;
  refillPerSecond?: number;
}

export class RatePools {
  pausedMs = 0;
  private readonly pools = new Map<string, RatePool>();

  constructor(
    readonly headers: RateLimitHeaders | undefined,
    readonly policy: HttpPolicy,
    readonly clock: Clock,
  ) {}

  of(host: string, name = host): RatePool {
    const key = `${host} ${name}`;
    const pool = this.pools.get(key) ?? new RatePool(name, this);
    this.pools.set(key, pool);
    return pool;
  }

  budgets(): Budget[] {
    return [...this.pools.values()].map((pool) => pool.state());
  }
}

const MINUTE_MS = 60_000;

export class RatePool {
  waiting = 0;
  private readonly budget: PoolBudget;
  private pausedUntil = 0;
  private pausesInARow = 0;
  private pauseStartedAt = -1;
  /** How many requests may be in flight. Unknown before the first answer: then it is one. */
  private most?: number;
  /** Since when the pool delays requests, until when, and when `onWait` is called again. */
  private slowSince = -Infinity;
  private heldUntil = -Infinity;
  private reportAt = -Infinity;

  constructor(
    private readonly name: string,
    private readonly all: RatePools,
  ) {
    this.budget = new PoolBudget(all.headers, all.policy.reserve);
    if (!all.headers?.concurrency) this.most = Infinity;
  }

  state(): Budget {
    return { pool: this.name, ...this.budget.state(this.all.clock.now()) };
  }

  /** Milliseconds until the request may be sent; `Infinity` if another one must come back first. */
  heldMs(call: Call): number {
    const now = this.all.clock.now();
    if (this.pausedUntil > now) return this.pausedUntil - now;
    if (this.budget.inFlight >= (this.most ?? 1)) return Infinity;
    const { ms, shared } = this.budget.heldMs(now);
    if (ms > 0 && ms < Infinity) this.reportDelay(call, now, ms, shared);
    return ms;
  }

  enter(): number {
    return this.budget.enter(this.all.clock.now());
  }

  leave(entry: number, sent: boolean, answer: Headers | undefined): void {
    const { headers, clock } = this.all;
    const most = answer && numberIn(answer, headers?.concurrency);
    if (most !== undefined) this.most = Math.max(1, most - 2);
    else if (sent) this.most ??= Infinity;
    this.budget.leave(entry, sent, answer, clock.now());
  }

  succeeded(): void {
    this.pausesInARow = 0;
  }

  /** After a 429, once for all requests that were in flight together. @throws HttpError if the pause is too long. */
  pause(call: Call, retryAfterSeconds: number | undefined, answer: Headers | undefined, sentAt: number): void {
    const { clock, policy, pausedMs } = this.all;
    const now = clock.now();
    const resetMs = answer && this.budget.resetInMs(answer, now);
    const orderedMs = (retryAfterSeconds === undefined ? resetMs : retryAfterSeconds * 1000) ?? 0;
    const wasInFlight = sentAt <= this.pauseStartedAt;
    if (wasInFlight && orderedMs <= 0) return;
    if (!wasInFlight) this.pausesInARow += 1;
    const ownSeconds = Math.min(policy.pauseMaxSeconds, policy.pauseBaseSeconds * 2 ** (this.pausesInARow - 1));
    const dueMs = orderedMs > 0 ? orderedMs : ownSeconds * 1000;
    const growthMs = now + dueMs - Math.max(now, this.pausedUntil);
    if (growthMs <= 0) return;
    const leftMs = policy.pauseSeconds * 1000 - pausedMs;
    if (growthMs > leftMs) throw tooLong(call, policy, dueMs, leftMs, retryAfterSeconds);
    this.report(call, 'paused', growthMs, pausedMs);
    this.all.pausedMs += growthMs;
    this.pausedUntil = now + dueMs;
    this.pauseStartedAt = now;
  }

  /** At once, after five minutes, then every ten. */
  private reportDelay(call: Call, now: number, ms: number, shared: boolean): void {
    // After a minute without a delay, it is a new one.
    if (now - this.heldUntil > MINUTE_MS) this.slowSince = this.reportAt = now;
    this.heldUntil = Math.max(this.heldUntil, now + ms);
    if (now < this.reportAt) return;
    const sinceMs = now - this.slowSince;
    this.reportAt = sinceMs < 5 * MINUTE_MS ? this.slowSince + 5 * MINUTE_MS : now + 10 * MINUTE_MS;
    const othersMs = shared ? (this.waiting - 1) * (this.budget.halfPaceMs ?? 0) : 0;
    this.report(call, shared ? 'shared' : 'spent', ms + othersMs, sinceMs);
  }

  private report({ shares }: Call, reason: Wait['reason'], ms: number, sinceMs: number): void {
    const { size, remaining } = this.state();
    const wait = { reason, pool: this.name, seconds: ms / 1000, sinceSeconds: sinceMs / 1000, remaining, size };
    for (const { onWait } of shares) onWait?.(wait);
  }
}

function tooLong(call: Call, policy: HttpPolicy, dueMs: number, leftMs: number, retryAfterSeconds?: number) {
  return call.error({
    kind: 'rate-limit',
    status: 429,
    retryAfterSeconds,
    what:
      `answered 429: a wait of ${Math.ceil(dueMs / 1000)} s is due, ` +
      `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftMs / 1000)} s are left`,
  });
}
