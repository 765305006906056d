import type { Headers } from 'node-fetch';
import { createBudget, numberIn, type RateLimitHeaders } from './budget';
import type { Clock } from './clock';
import type { ClockLead } from './clock-lead';
import type { HttpPolicy } from './policy';

/** What is left of a pool, as last heard and reckoned on since. */
export interface Budget {
  pool: string;
  size?: number;
  remaining?: number;
  /** How many of them are left to the customer's other users of it. */
  reserved: number;
  /** Requests that come back each second, for a pool that refills steadily. */
  refillPerSecond?: number;
  /** Milliseconds since 1970; in the past when the pool is not paused. */
  pausedUntil: number;
}

/**
 * Why a request has to wait, and for how long. `first` where it is worth telling: no other request is waiting for the same
 * reason yet, and a slow pool, in which every request waits a moment, was not told of in the last minute.
 */
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

const LONG_WAIT_MS = 5000;
const TOLD_EVERY_MS = 60_000;

export type RatePool = ReturnType<typeof createRatePool>;

/**
 * One rate pool of a provider: pauses after a 429, a budget, so that requests slow down before it is spent, and how many
 * may be in flight.
 */
export function createRatePool(
  name: string,
  headers: RateLimitHeaders | undefined,
  policy: HttpPolicy,
  clock: Clock,
  lead: ClockLead,
  /** What the pauses of all pools have taken together. */
  pauses: { usedMs: number },
) {
  const budget = createBudget(headers, policy.reserve, lead);
  let pausedUntil = 0;
  let pausesInARow = 0;
  let pauseStartedAt = -1;
  let budgetWaitUntil = 0;
  let toldAt = -Infinity;
  // Where the provider will say how many may be in flight, one asks first.
  let concurrency = headers?.concurrency ? 1 : policy.concurrency;
  let concurrencyLimit: number | undefined;

  /** What keeps a request from leaving now; where nothing does, its place in the budget is taken. */
  function enter(): Delay | Place {
    const now = clock.now();
    if (pausedUntil > now) return { reason: 'pause', ms: pausedUntil - now, first: false };
    const ms = budget.delayMs(now);
    if (ms === 0) return { ticket: budget.enter() };
    const alone = now >= budgetWaitUntil;
    if (alone) budgetWaitUntil = now + ms;
    const first = alone && (ms >= LONG_WAIT_MS || now - toldAt >= TOLD_EVERY_MS);
    if (first) toldAt = now;
    return { reason: 'budget', ms, first };
  }

  /** Learns from the headers of the answer to the request with this ticket. */
  function heard(answer: Headers, ticket: number) {
    if (!headers) return;
    const now = clock.now();
    lead.hear(answer, now);
    concurrencyLimit = numberIn(answer, headers.concurrency) ?? concurrencyLimit;
    concurrency = Math.max(1, Math.min(policy.concurrency, (concurrencyLimit ?? Infinity) - 2));
    budget.heard(answer, ticket, now);
  }

  /**
   * A 429: pauses the whole pool, once for all requests that were in flight together.
   *
   * @param orderedMs what the provider asked for, if it did.
   * @param sentAt when the refused request left.
   * @returns the milliseconds by which the pause grew.
   * @throws PauseRefused where the order is beyond what may still be waited.
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
    const leftMs = policy.pauseSeconds * 1000 - pauses.usedMs;
    if (growth > leftMs) throw new PauseRefused((ordered ?? chosen) / 1000, leftMs / 1000);
    pauses.usedMs += growth;
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
    resetInMs: (answer: Headers) => budget.resetInMs(answer, clock.now()),
    leave: (done: { sent: boolean }) => budget.leave(done),
    succeeded: () => {
      pausesInARow = 0;
    },
    isPaused: () => pausedUntil > clock.now(),
    concurrency: () => concurrency,
    budget: (): Budget => ({
      pool: name,
      size: budget.size(),
      remaining: budget.remaining(clock.now()),
      reserved: budget.reserved(),
      refillPerSecond: headers?.refillPerSecond,
      pausedUntil,
    }),
  };
}
