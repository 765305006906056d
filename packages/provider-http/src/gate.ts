import { count, endedByCaller, type Call } from './call';
import type { CameBack, RatePool } from './rate-pool';
import type { Clock } from './waits';

/** Who leaves first. Pages are the longest chain. What goes last fills the memory until its end. */
const PRIORITIES = ['page', 'list', 'fan-out', 'last'] as const;

export type Priority = (typeof PRIORITIES)[number];

export interface FanOutOptions {
  /** Whether the items of other fan-outs go before these. */
  last?: boolean;
  /** How many are under way at once. Default: as many as there is room for. */
  atOnce?: number;
}

interface Waiting {
  call: Call;
  pool: RatePool;
  leave: (cameBack: CameBack) => void;
  /** When its pool first held it back. */
  heldSince?: number;
}

interface Applicant {
  last: boolean;
  isUnderWay: () => boolean;
  enter: () => void;
}

/**
 * Decides which request leaves, and when: at most `concurrency` are in flight, the most important ones go first, and a
 * rate pool that is closed holds back its own requests only. The gate also gives room to the items of fan-outs, because
 * steps must not read much more at the same time than they can write.
 */
export function createGate(concurrency: number, clock: Clock, closing: AbortSignal) {
  const lines = new Map<Priority, Set<Waiting>>(PRIORITIES.map((priority) => [priority, new Set()]));
  const applicants = new Set<Applicant>();
  /** More items than requests: some items are being written. */
  const room = Math.ceil(1.5 * concurrency);
  let inFlight = 0;
  let underWay = 0;
  let alarm = new AbortController();

  const waiting = () => [...lines.values()].flatMap((line) => [...line]);

  function dispatch(): void {
    if (closing.aborted) return;
    const closed = new Set<RatePool>();
    let soonestMs = Infinity;
    for (const line of lines.values()) {
      for (const one of line) {
        const { call, pool } = one;
        if (inFlight >= concurrency) return;
        if (closed.has(pool)) continue;
        const answer = pool.enter(call, () => waiting().filter((other) => other.pool === pool).length);
        if (typeof answer === 'function') {
          line.delete(one);
          inFlight += 1;
          one.leave(answer);
          continue;
        }
        closed.add(pool);
        soonestMs = Math.min(soonestMs, answer);
        if (answer === Infinity || one.heldSince !== undefined) continue;
        one.heldSince = clock.now();
        count(call, 'rateLimitWaits');
      }
    }
    lookAgainAfter(soonestMs);
    giveRoom();
  }

  function lookAgainAfter(ms: number): void {
    alarm.abort();
    if (ms === Infinity) return;
    alarm = new AbortController();
    const { signal } = alarm;
    void clock.sleep(ms, signal).then(() => {
      if (!signal.aborted) dispatch();
    });
  }

  /** A fan-out without an item under way always gets room: it may stand inside another one, which waits for it. */
  function hasRoomFor({ last, isUnderWay }: Applicant): boolean {
    if (underWay < room) return true;
    return !isUnderWay() && (!last || (inFlight === 0 && waiting().length === 0));
  }

  function giveRoom(): void {
    for (const last of [false, true]) {
      for (const applicant of applicants) {
        if (applicant.last !== last || !hasRoomFor(applicant)) continue;
        applicants.delete(applicant);
        underWay += 1;
        applicant.enter();
      }
    }
  }

  closing.addEventListener('abort', () => alarm.abort());

  return {
    /**
     * Resolves when the request may leave.
     *
     * @returns what has to be called when the request came back, and its pool knows what the answer means.
     * @throws HttpError if its caller ends it before.
     */
    enter(call: Call, pool: RatePool, priority: Priority): Promise<CameBack> {
      const line = lines.get(priority)!;
      return new Promise((resolve, reject) => {
        const end = () => {
          line.delete(one);
          reject(endedByCaller(call));
          dispatch();
        };
        const leave = (cameBack: CameBack) => {
          call.signal.removeEventListener('abort', end);
          if (one.heldSince !== undefined) count(call, 'rateLimitWaitMs', clock.now() - one.heldSince);
          resolve((sent, answer) => {
            inFlight -= 1;
            cameBack(sent, answer);
            dispatch();
          });
        };
        const one: Waiting = { call, pool, leave };
        if (call.signal.aborted) return end();
        call.signal.addEventListener('abort', end, { once: true });
        line.add(one);
        dispatch();
      });
    },
    /** Runs something for each item, as many at once as there is room for. Ends with the first error. */
    async fanOut<Item>(
      items: readonly Item[],
      run: (item: Item) => Promise<void>,
      { last = false, atOnce = Infinity }: FanOutOptions = {},
    ): Promise<void> {
      const running = new Set<Promise<void>>();
      let failure: { error: unknown } | undefined;
      const done = () => {
        underWay -= 1;
        giveRoom();
      };
      for (const item of items) {
        while (running.size >= atOnce && !failure) await Promise.race(running);
        await new Promise<void>((enter) => {
          applicants.add({ last, isUnderWay: () => running.size > 0, enter });
          giveRoom();
        });
        if (failure) {
          done();
          break;
        }
        const task = run(item)
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => {
            running.delete(task);
            done();
          });
        running.add(task);
      }
      while (running.size > 0 && !failure) await Promise.race(running);
      if (failure) throw failure.error;
    },
  };
}
