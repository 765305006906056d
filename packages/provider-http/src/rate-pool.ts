import type { Headers } from 'node-fetch';
import { createBudget } from './budget';
import { announce, failed, type Call } from './call';
import { createClockLead, numberIn, type ClockLead, type RateLimitHeaders } from './headers';
import type { HttpPolicy } from './policy';
import type { Clock, Wait } from './waits';

/** What is left of a pool: what was last heard, and reckoned on since. */
export interface Budget {
  pool: string;
  size?: number;
  remaining?: number;
  /** How many of them are left to the customer's other tools. */
  reserved: number;
  /** Requests that come back each second, for a pool that refills steadily. */
  refillPerSecond?: number;
  /** Milliseconds since 1970. In the past when the pool is not paused. */
  pausedUntil: number;
}

/** Hears that a request was answered, or that it was never `sent`. */
export type CameBack = (sent: boolean, answer: Headers | undefined) => void;

export type RatePool = ReturnType<typeof createRatePool>;

interface Shared {
  headers?: RateLimitHeaders;
  policy: HttpPolicy;
  clock: Clock;
  lead: ClockLead;
  pausedMs: number;
}

/** The rate pools of a client, one for each host and name. */
export function createRatePools(headers: RateLimitHeaders | undefined, policy: HttpPolicy, clock: Clock) {
  const shared = { headers, policy, clock, lead: createClockLead(), pausedMs: 0 };
  const pools = new Map<string, RatePool>();
  return {
    of(host: string, name = host): RatePool {
      const key = `${host} ${name}`;
      const pool = pools.get(key) ?? createRatePool(name, shared);
      pools.set(key, pool);
      return pool;
    },
    budgets: (): Budget[] => [...pools.values()].map((pool) => pool.budget()),
  };
}

function createRatePool(name: string, client: Shared) {
  const { headers, policy, clock, lead } = client;
  const budget = createBudget(headers, policy.reserve, lead);
  const isWorthTelling = createTelling();
  let pausedUntil = 0;
  let pausesInARow = 0;
  let pauseStartedAt = -1;
  let inFlight = 0;
  /** How many may be in flight, where the provider says so. Until one request has asked, it goes alone. */
  let most = Infinity;
  let hasAsked = !headers?.concurrency;
  const concurrency = () => (hasAsked ? Math.max(1, Math.min(policy.concurrency, most - 2)) : 1);

  function tell(call: Call, reason: Wait['reason'], ms: number, sinceMs: number): void {
    const { size, remaining } = budget.state(clock.now());
    announce(call, { reason, pool: name, seconds: ms / 1000, sinceSeconds: sinceMs / 1000, remaining, size });
  }

  /**
   * Lets a request leave, or gives the milliseconds until time may open the pool: `Infinity` where only the return of
   * another request opens it.
   *
   * @param waiting how many requests wait for this pool.
   */
  function enter(call: Call, waiting: () => number): CameBack | number {
    const now = clock.now();
    if (pausedUntil > now) return pausedUntil - now;
    if (inFlight >= concurrency()) return Infinity;
    const { ms, shared } = budget.delay(now);
    if (ms > 0) {
      const sinceMs = isWorthTelling(now, ms, shared);
      const wholeMs = shared ? ms + (waiting() - 1) * (budget.halfPaceMs() ?? 0) : ms;
      if (sinceMs !== undefined) tell(call, shared ? 'shared' : 'spent', wholeMs, sinceMs);
      return ms;
    }
    inFlight += 1;
    const cameBack = budget.enter(now);
    return (sent, answer) => {
      inFlight -= 1;
      if (answer) lead.hear(answer, clock.now());
      most = (answer && numberIn(answer, headers?.concurrency)) ?? most;
      hasAsked ||= sent;
      cameBack(sent, answer, clock.now());
    };
  }

  /**
   * A 429 pauses the pool, once for all requests that were in flight together.
   *
   * @param orderedMs what `Retry-After` asks for. Without it the reset header counts, and without both a time that doubles.
   * @param sentAt when the refused request left.
   * @throws HttpError when the order is beyond what the client may still wait.
   */
  function pause(call: Call, orderedMs: number | undefined, answer: Headers | undefined, sentAt: number): void {
    const now = clock.now();
    if (answer) lead.hear(answer, now);
    const ordered = orderedMs ?? (answer && budget.resetInMs(answer, now)) ?? 0;
    const already = sentAt <= pauseStartedAt;
    if (already && ordered <= 0) return;
    if (!already) pausesInARow += 1;
    const chosen = Math.min(policy.pauseMaxSeconds, policy.pauseBaseSeconds * 2 ** (pausesInARow - 1)) * 1000;
    const dueMs = ordered > 0 ? ordered : chosen;
    const growth = now + dueMs - Math.max(now, pausedUntil);
    if (growth <= 0) return;
    const leftMs = policy.pauseSeconds * 1000 - client.pausedMs;
    if (growth > leftMs) {
      throw failed(call, {
        kind: 'rate-limit',
        status: 429,
        retryAfterSeconds: orderedMs === undefined ? undefined : orderedMs / 1000,
        what:
          `answered 429: a wait of ${Math.ceil(dueMs / 1000)} s is due, ` +
          `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftMs / 1000)} s are left`,
      });
    }
    tell(call, 'paused', growth, client.pausedMs);
    client.pausedMs += growth;
    pausedUntil = now + dueMs;
    pauseStartedAt = now;
  }

  return {
    enter,
    pause,
    succeeded: () => {
      pausesInARow = 0;
    },
    budget: (): Budget => ({ pool: name, ...budget.state(clock.now()), pausedUntil }),
  };
}

const MINUTE_MS = 60_000;
const LONG_WAIT_MS = 5000;

/** When to tell that a pool is slow: at once, after five minutes, then every ten. */
function createTelling() {
  let since = -Infinity;
  let heldUntil = -Infinity;
  let tellAt = -Infinity;
  let wasShared = false;
  /** A request has to wait `ms`. @returns for how many milliseconds the pool has been slow, if that is worth telling. */
  return (now: number, ms: number, shared: boolean): number | undefined => {
    // A pool that let requests through for a minute is slow no more.
    const begins = now - heldUntil > MINUTE_MS;
    const isLong = now >= heldUntil && !shared && ms >= LONG_WAIT_MS;
    if (begins) [since, wasShared] = [now, false];
    if (now >= heldUntil) heldUntil = now + ms;
    const isDue = begins || isLong || now >= tellAt || (shared && !wasShared);
    wasShared ||= shared;
    if (!isDue) return undefined;
    tellAt = now - since < 5 * MINUTE_MS ? since + 5 * MINUTE_MS : now + 10 * MINUTE_MS;
    return now - since;
  };
}
