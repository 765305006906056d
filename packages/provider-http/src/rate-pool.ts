import type { Headers } from 'node-fetch';
import { createBudget, numberIn, type ClockLead, type RateLimitHeaders } from './budget';
import type { Clock } from './clock';
import type { Wait } from './counters';
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

/** Why a request has to wait. */
export interface Delay {
  /** Until time alone may open the pool; `undefined` where a request that is in flight has to come back first. */
  waitMs?: number;
  /** What whoever watches should know now. */
  tell?: Wait;
}

/** A request's place in the budget. Tickets count up in the order of entering. */
export interface Place {
  ticket: number;
}

/** What the pauses of all pools of a client have taken together, in milliseconds. */
export interface Pauses {
  usedMs: number;
}

/** A provider ordered a longer pause than this client may still take. */
export interface Refused {
  orderedSeconds: number;
  leftSeconds: number;
}

/** A longer wait is told of each time. */
const LONG_WAIT_MS = 5000;
const MINUTE_MS = 60_000;

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
  pauses: Pauses,
) {
  const budget = createBudget(headers, policy.reserve, lead);
  const watch = createSlowness();
  let pausedUntil = 0;
  let pausesInARow = 0;
  let pauseStartedAt = -1;
  let inFlight = 0;
  /** How many may be in flight, where the provider says so. Until the first one has come back, it asks alone. */
  let most: number | undefined;
  let hasAsked = !headers?.concurrency;
  const concurrency = () => (hasAsked ? Math.max(1, Math.min(policy.concurrency, (most ?? Infinity) - 2)) : 1);

  const waitOf = (reason: Wait['reason'], ms: number, sinceMs: number): Wait => ({
    reason,
    pool: name,
    seconds: ms / 1000,
    sinceSeconds: sinceMs / 1000,
    remaining: budget.remaining(clock.now()),
    size: budget.size(),
  });

  /**
   * What keeps a request from leaving now; where nothing does, its place in the budget is taken.
   *
   * @param waiting how many requests wait for this pool.
   */
  function enter(waiting: () => number): Delay | Place {
    const now = clock.now();
    if (pausedUntil > now) return { waitMs: pausedUntil - now };
    if (inFlight >= concurrency()) return {};
    const { ms, shared } = budget.delay(now);
    if (ms === 0) {
      inFlight += 1;
      return { ticket: budget.enter(now) };
    }
    const sinceMs = watch.held(now, ms, shared);
    if (sinceMs === undefined) return { waitMs: ms };
    const wholeMs = shared ? ms + (waiting() - 1) * (budget.halfPaceMs() ?? 0) : ms;
    return { waitMs: ms, tell: waitOf(shared ? 'shared' : 'spent', wholeMs, sinceMs) };
  }

  /** It is answered, or never was `sent`. */
  function returned(ticket: number, sent: boolean, answer?: Headers): void {
    const now = clock.now();
    inFlight -= 1;
    if (answer) {
      lead.hear(answer, now);
      if (headers) budget.heard(answer, ticket, now);
    }
    most = (answer && numberIn(answer, headers?.concurrency)) ?? most;
    hasAsked ||= sent;
    budget.leave(sent);
  }

  /**
   * A 429: pauses the whole pool, once for all requests that were in flight together.
   *
   * @param orderedMs what the provider asked for, if it did.
   * @param sentAt when the refused request left.
   * @returns what to tell where the pause grew, or that the order is beyond what may still be waited.
   */
  function pause(orderedMs: number | undefined, sentAt: number): { tell?: Wait; refused?: Refused } {
    const now = clock.now();
    const ordered = orderedMs !== undefined && orderedMs > 0 ? orderedMs : undefined;
    const already = sentAt <= pauseStartedAt;
    if (already && ordered === undefined) return {};
    if (!already) pausesInARow += 1;
    const chosen = Math.min(policy.pauseMaxSeconds, policy.pauseBaseSeconds * 2 ** (pausesInARow - 1)) * 1000;
    const until = now + (ordered ?? chosen);
    const growth = Math.max(0, until - Math.max(now, pausedUntil));
    if (growth === 0) return {};
    const leftMs = policy.pauseSeconds * 1000 - pauses.usedMs;
    if (growth > leftMs) {
      return { refused: { orderedSeconds: (ordered ?? chosen) / 1000, leftSeconds: leftMs / 1000 } };
    }
    const tell = waitOf('paused', growth, pauses.usedMs);
    pauses.usedMs += growth;
    pausedUntil = until;
    pauseStartedAt = now;
    return { tell };
  }

  return {
    name,
    enter,
    returned,
    pause,
    /** When the provider's own header says that the pool is full again, in milliseconds from now. */
    resetInMs: (answer: Headers) => budget.resetInMs(answer, clock.now()),
    succeeded: () => {
      pausesInARow = 0;
    },
    budget: (): Budget => ({
      pool: name,
      size: budget.size(),
      remaining: budget.remaining(clock.now()),
      reserved: budget.reserved(),
      refillPerSecond: budget.refillPerSecond(),
      pausedUntil,
    }),
  };
}

/** Knows for how long a pool has been slow, and when that is worth telling: at once, after five minutes, then every ten. */
function createSlowness() {
  let since = -Infinity;
  let heldAt = -Infinity;
  let heldUntil = -Infinity;
  let tellAt = -Infinity;
  let wasShared = false;
  return {
    /** A request has to wait `ms`. @returns for how many milliseconds the pool has been slow, where that is to be told. */
    held(now: number, ms: number, shared: boolean): number | undefined {
      // A pool that let requests through at once for a minute is slow no more.
      const begins = now - Math.max(heldAt, heldUntil) > MINUTE_MS;
      const isNewWait = now >= heldUntil;
      if (begins) {
        since = now;
        wasShared = false;
      }
      const isFirstShared = shared && !wasShared;
      wasShared ||= shared;
      heldAt = now;
      if (isNewWait) heldUntil = now + ms;
      const isLong = isNewWait && !shared && ms >= LONG_WAIT_MS;
      if (!begins && !isFirstShared && !isLong && now < tellAt) return undefined;
      tellAt = now - since < 5 * MINUTE_MS ? since + 5 * MINUTE_MS : now + 10 * MINUTE_MS;
      return now - since;
    },
  };
}
