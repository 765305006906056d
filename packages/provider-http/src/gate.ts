import type { Headers } from 'node-fetch';
import type { Call } from './call';
import type { RatePool } from './rate-pool';
import { Room } from './room';
import type { Clock } from './waits';

/** First to last. Pages wait for each other, so they come first. The results of the last ones stay in memory. */
const PRIORITIES = ['page', 'list', 'fan-out', 'last'] as const;

export type Priority = (typeof PRIORITIES)[number];

export type CameBack = (sent: boolean, answer?: Headers) => void;

interface Waiting {
  call: Call;
  pool: RatePool;
  leave: () => void;
  heldSince?: number;
}

/** Decides which request is sent next, and when. A paused or empty pool delays only its own requests. */
export class Gate {
  readonly room: Room;
  private readonly lines = new Map<Priority, Set<Waiting>>(PRIORITIES.map((priority) => [priority, new Set()]));
  private inFlight = 0;
  private alarm = new AbortController();

  constructor(
    private readonly concurrency: number,
    private readonly clock: Clock,
    private readonly closing: AbortSignal,
  ) {
    // More than requests, because some parents are being written.
    this.room = new Room(
      Math.ceil(1.5 * concurrency),
      () => this.inFlight === 0 && this.inOrder().next().done === true,
    );
    closing.addEventListener('abort', () => this.alarm.abort());
  }

  /** Waits until the request may be sent. @throws HttpError if its caller ends it before. */
  enter(call: Call, pool: RatePool, priority: Priority): Promise<CameBack> {
    const line = this.lines.get(priority)!;
    return new Promise((resolve, reject) => {
      const out = () => {
        line.delete(one);
        pool.waiting -= 1;
        call.signal.removeEventListener('abort', end);
      };
      const end = () => {
        out();
        reject(call.error({ kind: 'aborted', what: 'was ended by its caller' }));
        this.dispatch();
      };
      const leave = () => {
        out();
        resolve(this.letOut(one));
      };
      const one: Waiting = { call, pool, leave };
      line.add(one);
      pool.waiting += 1;
      if (call.signal.aborted) return end();
      call.signal.addEventListener('abort', end);
      this.dispatch();
    });
  }

  private letOut({ call, pool, heldSince }: Waiting): CameBack {
    if (heldSince !== undefined) call.count('rateLimitWaitMs', this.clock.now() - heldSince);
    const entry = pool.enter();
    this.inFlight += 1;
    return (sent, answer) => {
      this.inFlight -= 1;
      pool.leave(entry, sent, answer);
      this.dispatch();
    };
  }

  private *inOrder(): Generator<Waiting> {
    for (const line of this.lines.values()) yield* line;
  }

  private dispatch(): void {
    if (this.closing.aborted) return;
    const closed = new Set<RatePool>();
    let soonestMs = Infinity;
    for (const one of this.inOrder()) {
      if (this.inFlight >= this.concurrency) return;
      if (closed.has(one.pool)) continue;
      const ms = one.pool.heldMs(one.call);
      if (ms === 0) {
        one.leave();
        continue;
      }
      closed.add(one.pool);
      soonestMs = Math.min(soonestMs, ms);
      if (ms === Infinity || one.heldSince !== undefined) continue;
      one.heldSince = this.clock.now();
      one.call.count('rateLimitWaits');
    }
    this.lookAgainAfter(soonestMs);
    this.room.give();
  }

  private lookAgainAfter(ms: number): void {
    this.alarm.abort();
    if (ms === Infinity) return;
    this.alarm = new AbortController();
    const { signal } = this.alarm;
    void this.clock.sleep(ms, signal).then(() => {
      if (!signal.aborted) this.dispatch();
    });
  }
}
