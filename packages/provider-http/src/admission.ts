import PQueue from 'p-queue';
import { createClockLead } from './clock-lead';
import type { Clock } from './clock';
import type { Outcome } from './exchange';
import type { HttpOptions } from './http';
import type { HttpPolicy } from './policy';
import { createRatePool, PauseRefused, type Budget, type Place, type RatePool } from './rate-pool';
import { announce, count, failed, type Call } from './request';

interface Pool {
  rate: RatePool;
  turns: PQueue;
}

export interface AdmissionOptions extends Pick<HttpOptions, 'pool' | 'rateLimit'> {
  host: string;
  policy: HttpPolicy;
  clock: Clock;
  /** Waits, and throws where the call ends meanwhile. */
  sleep: (call: Call, ms: number) => Promise<void>;
}

/**
 * Who may leave, and when: a request takes its turn in its rate pool, which may be paused or run low, and then a
 * connection to the host.
 */
export function createAdmission(options: AdmissionOptions) {
  const { host, policy, clock, sleep } = options;
  const connections = new PQueue({ concurrency: policy.concurrency });
  const pools = new Map<string, Pool>();
  const lead = createClockLead();
  const pauses = { usedMs: 0 };

  function poolOf({ method, request }: Call): Pool {
    const name = options.pool?.({ method, path: request.path }) ?? host;
    let pool = pools.get(name);
    if (!pool) {
      const rate = createRatePool(name, options.rateLimit, policy, clock, lead, pauses);
      pool = { rate, turns: new PQueue({ concurrency: rate.concurrency() }) };
      pools.set(name, pool);
    }
    return pool;
  }

  /** Waits until the pool lets a request through, and gives its place in the budget. */
  async function placeIn(rate: RatePool, call: Call): Promise<Place> {
    const from = clock.now();
    let waited = false;
    for (;;) {
      const answer = rate.enter();
      if ('ticket' in answer) {
        if (waited) count(call, 'rateLimitWaitMs', clock.now() - from);
        return answer;
      }
      if (!waited) count(call, 'rateLimitWaits');
      waited = true;
      if (answer.first) {
        announce(call, { reason: 'staying inside the rate budget', pool: rate.name, seconds: answer.ms / 1000 });
      }
      await sleep(call, answer.ms);
    }
  }

  /** Takes a turn in the pool and a connection to the host, and sends once. */
  function sendOnce<T>(call: Call, { rate, turns }: Pool, exchange: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const priority = call.request.continues ? 1 : 0;
    const send = async () => (rate.isPaused() ? undefined : exchange());
    const takeTurn = async (): Promise<Outcome<T>> => {
      for (;;) {
        const place = await placeIn(rate, call);
        let outcome: Outcome<T> | undefined;
        try {
          // The pool may have been paused while this request waited for a connection: then it waits again.
          outcome = await connections.add(send, { priority });
          if (outcome?.headers) rate.heard(outcome.headers, place.ticket);
          if (outcome) return outcome;
        } finally {
          rate.leave({ sent: outcome !== undefined });
          turns.concurrency = rate.concurrency();
        }
      }
    };
    return turns.add(takeTurn, { priority });
  }

  function pause<T>(call: Call, rate: RatePool, outcome: Outcome<T>, sentAt: number) {
    const ordered = outcome.ok ? undefined : outcome.error.retryAfterSeconds;
    const orderedMs = ordered !== undefined ? ordered * 1000 : outcome.headers && rate.resetInMs(outcome.headers);
    try {
      const grownMs = rate.limited(orderedMs, sentAt);
      if (grownMs === 0) return;
      announce(call, { reason: 'the provider answered 429', pool: rate.name, seconds: grownMs / 1000 });
    } catch (refused) {
      if (!(refused instanceof PauseRefused)) throw refused;
      const { orderedSeconds, leftSeconds } = refused;
      throw failed(call, {
        kind: 'rate-limit',
        status: 429,
        retryAfterSeconds: ordered,
        what:
          `answered 429: a wait of ${Math.ceil(orderedSeconds)} s is due, ` +
          `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftSeconds)} s are left`,
      });
    }
  }

  return {
    /** Sends until the answer is not a 429. Those pause the pool, and use up neither attempts nor the request's time. */
    async send<T>(call: Call, exchange: () => Promise<Outcome<T>>, limitedInside: (answer: T) => boolean): Promise<T> {
      const pool = poolOf(call);
      for (;;) {
        let sentAt = 0;
        const outcome = await sendOnce(call, pool, () => {
          sentAt = clock.now();
          return exchange();
        });
        const limited = outcome.ok ? limitedInside(outcome.answer) : outcome.error.status === 429;
        if (!limited) {
          call.spentMs += clock.now() - sentAt;
          if (!outcome.ok) throw outcome.error;
          pool.rate.succeeded();
          return outcome.answer;
        }
        pause(call, pool.rate, outcome, sentAt);
      }
    },
    budgets: (): Budget[] => [...pools.values()].map(({ rate }) => rate.budget()),
  };
}
