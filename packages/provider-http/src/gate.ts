import type { Headers } from 'node-fetch';
import type { Clock } from './clock';
import type { RatePool } from './rate-pool';
import { announce, count, failed, type Call } from './request';

/** Who leaves first, best first: pages are the longest chain, and what goes last fills the memory until its end. */
const PRIORITIES = ['page', 'list', 'fan-out', 'last'] as const;

export type Priority = (typeof PRIORITIES)[number];

export interface FanOutOptions {
  /** Whether the items of other fan-outs go before these. */
  last?: boolean;
  /** How many are under way at once. Default: as many as get room. */
  atOnce?: number;
}

/** A request that waits to leave. */
interface Waiting {
  call: Call;
  pool: RatePool;
  leave: (ticket: number) => void;
  /** When its pool first held it back. */
  heldSince?: number;
}

/** A fan-out whose next item waits for room. */
interface Applicant {
  last: boolean;
  underWay: () => number;
  enter: () => void;
}

/**
 * Decides which request leaves, and when: at most `concurrency` are in flight, those that matter most go first, and a rate
 * pool that is closed holds back its own requests only. It also gives room to the items of fan-outs, so that steps do
 * not read more at the same time than can be written.
 */
export function createGate(concurrency: number, clock: Clock, closing: AbortSignal) {
  const lines = new Map<Priority, Set<Waiting>>(PRIORITIES.map((priority) => [priority, new Set()]));
  const applicants = new Set<Applicant>();
  /** Some items are always being written: more of them than requests. */
  const room = Math.ceil(1.5 * concurrency);
  let inFlight = 0;
  let underWay = 0;
  let alarm: { at: number; off: AbortController } | undefined;

  const waitingFor = (pool: RatePool): number =>
    [...lines.values()].reduce((sum, line) => sum + [...line].filter((waiting) => waiting.pool === pool).length, 0);

  /** Lets go whoever may leave now. */
  function dispatch(): void {
    if (closing.aborted) return;
    const closed = new Set<RatePool>();
    let soonestMs = Infinity;
    for (const line of lines.values()) {
      for (const waiting of line) {
        const { pool } = waiting;
        if (inFlight >= concurrency) return;
        if (closed.has(pool)) continue;
        const answer = pool.enter(() => waitingFor(pool));
        if ('ticket' in answer) {
          line.delete(waiting);
          inFlight += 1;
          waiting.leave(answer.ticket);
          continue;
        }
        closed.add(pool);
        if (answer.waitMs === undefined) continue;
        hold(waiting);
        if (answer.tell) announce(waiting.call, answer.tell);
        soonestMs = Math.min(soonestMs, answer.waitMs);
      }
    }
    setAlarm(soonestMs);
    giveRoom();
  }

  function hold(waiting: Waiting): void {
    if (waiting.heldSince === undefined) count(waiting.call, 'rateLimitWaits');
    waiting.heldSince ??= clock.now();
  }

  /** Looks again after so long. */
  function setAlarm(ms: number): void {
    const at = clock.now() + ms;
    if (alarm && alarm.at <= at && ms !== Infinity) return;
    alarm?.off.abort();
    alarm = undefined;
    if (ms === Infinity) return;
    const mine = { at, off: new AbortController() };
    alarm = mine;
    void clock.sleep(ms, mine.off.signal).then(() => {
      if (alarm !== mine) return;
      alarm = undefined;
      dispatch();
    });
  }

  const isIdle = () => inFlight === 0 && [...lines.values()].every((line) => line.size === 0);

  /** A fan-out of which nothing is under way always gets room: it may stand inside another one, which waits for it. */
  function hasRoomFor({ last, underWay: own }: Applicant): boolean {
    if (underWay < room) return true;
    return own() === 0 && (!last || isIdle());
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

  /** Resolves when there is room for one more item; what it gives is called when the item is done. */
  async function enterRoom(last: boolean, own: () => number): Promise<() => void> {
    await new Promise<void>((resolve) => {
      applicants.add({ last, underWay: own, enter: resolve });
      giveRoom();
    });
    return () => {
      underWay -= 1;
      giveRoom();
    };
  }

  closing.addEventListener('abort', () => setAlarm(Infinity));

  return {
    /**
     * Resolves when the request may leave.
     *
     * @returns its ticket, to be given back with `returned`.
     * @throws HttpError where its caller ends it before.
     */
    enter(call: Call, pool: RatePool, priority: Priority): Promise<number> {
      const line = lines.get(priority)!;
      return new Promise((resolve, reject) => {
        const leave = (ticket: number) => {
          call.signal.removeEventListener('abort', end);
          if (waiting.heldSince !== undefined) count(call, 'rateLimitWaitMs', clock.now() - waiting.heldSince);
          resolve(ticket);
        };
        const end = () => {
          line.delete(waiting);
          reject(failed(call, { kind: 'aborted', what: 'was ended by its caller' }));
          dispatch();
        };
        const waiting: Waiting = { call, pool, leave };
        if (call.signal.aborted) return end();
        call.signal.addEventListener('abort', end, { once: true });
        line.add(waiting);
        dispatch();
      });
    },
    /** The request is answered, or `sent` says that it never left. What its answer meant for the pool must be known. */
    returned(pool: RatePool, ticket: number, { sent, headers }: { sent: boolean; headers?: Headers }): void {
      inFlight -= 1;
      pool.returned(ticket, sent, headers);
    },
    dispatch,
    /** Runs something for each item, as many at once as there is room for. Ends with the first error. */
    async fanOut<Item>(
      items: readonly Item[],
      run: (item: Item) => Promise<void>,
      { last = false, atOnce = Infinity }: FanOutOptions = {},
    ): Promise<void> {
      const running = new Set<Promise<void>>();
      let failure: { error: unknown } | undefined;
      for (const item of items) {
        while (running.size >= atOnce && !failure) await Promise.race(running);
        const done = await enterRoom(last, () => running.size);
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
