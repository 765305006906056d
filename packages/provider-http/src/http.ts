import { setMaxListeners } from 'node:events';
import { checkedBase } from './address';
import { Call, type HttpOptions, type HttpRequest, type HttpResponse, type StreamAnswer, type Transport } from './call';
import { HttpError } from './errors';
import { createTurns, exchangeJson, exchangeStream } from './exchange';
import { Gate, type Priority } from './gate';
import { resolvePolicy } from './policy';
import { RatePools, type Budget } from './rate-pool';
import type { FanOutOptions } from './room';
import { judge } from './verdict';
import { clockAt, createShare, type Clock, type Counters, type Share } from './waits';
import { WaysOut } from './way-out';

export interface Http {
  /** Sends a request and reads its JSON. @throws HttpError, or the error that `headers` throws. */
  request<T>(request: HttpRequest): Promise<HttpResponse<T>>;
  /** Returns when the headers have come. If the body breaks off, the request is not repeated. */
  stream(request: HttpRequest): Promise<StreamAnswer>;
  /** Calls `run` for every item, several at once. One fan-out may run inside another. */
  fanOut<Item>(items: readonly Item[], run: (item: Item) => Promise<void>, options?: FanOutOptions): Promise<void>;
  readonly counters: Readonly<Counters>;
  /** The same client for one user, such as a step, whose requests the share counts. */
  countedIn(share: Share): Http;
  /** The same client for another host of the provider, with the same credentials and limits. */
  at(baseUrl: URL): Http;
  budgets(): Budget[];
  close(): void;
}

/** A client of one provider: see docs/architecture.md, "The transport". */
export function createHttp(options: HttpOptions): Http {
  const base = checkedBase(options.baseUrl, options.httpHosts);
  return viewOf(new Client(options), base, [createShare(options.onWait)]);
}

type Exchange<T> = (call: Call) => Promise<T | HttpError>;

class Client implements Transport {
  readonly policy;
  readonly random;
  readonly clock: Clock;
  readonly closing: AbortSignal;
  readonly close: () => void;
  readonly gate: Gate;
  readonly pools: RatePools;
  readonly ways: WaysOut;
  readonly largeBodies = createTurns();
  accepted = false;

  constructor(readonly options: HttpOptions) {
    this.policy = resolvePolicy(options.policy);
    this.random = options.random ?? Math.random;
    this.clock = options.clock ?? clockAt(this.policy.clockSpeed);
    this.ways = new WaysOut(options.agent);
    const closing = new AbortController();
    setMaxListeners(0, closing.signal);
    this.closing = closing.signal;
    this.close = () => {
      closing.abort();
      this.ways.close();
    };
    this.gate = new Gate(this.policy.concurrency, this.clock, this.closing);
    this.pools = new RatePools(options.rateLimit, this.policy, this.clock);
  }

  /** The only loop that sends a request again. */
  async send<T>(call: Call, priority: Priority, exchange: Exchange<T>): Promise<T> {
    const name = this.options.pool?.({ method: call.method, path: String(call.request.path) });
    const pool = this.pools.of(call.url.host, name);
    for (;;) {
      const cameBack = await this.gate.enter(call, pool, priority);
      const sentAt = this.clock.now();
      let sent = false;
      let afterMs: number;
      try {
        await call.prepare();
        sent = true;
        call.count('requests');
        if (call.sends++ > 0) call.count('retries');
        const result = await exchange(call);
        if (call.answered) this.options.onHeaders?.(call.answered);
        if (!(result instanceof HttpError)) {
          this.accepted = true;
          pool.succeeded();
          return result;
        }
        const verdict = judge(result, call);
        if (verdict === 'fail') throw result;
        if (verdict === 'pause') {
          call.limited += 1;
          pool.pause(call, result.retryAfterSeconds, call.answered, sentAt);
          continue;
        }
        afterMs = verdict.againAfterMs;
      } finally {
        // Only now, because a pool that must pause must not send another request.
        cameBack(sent, call.answered);
      }
      await this.clock.sleep(afterMs, call.signal);
      call.spentMs += this.clock.now() - sentAt;
    }
  }
}

function viewOf(client: Client, base: URL, shares: readonly Share[], fanOuts = { first: 0, last: 0 }): Http {
  /** During a fan-out of a step, all its requests belong to it. */
  function priorityOf({ continues }: HttpRequest): Priority {
    if (continues) return 'page';
    if (fanOuts.first > 0) return 'fan-out';
    return fanOuts.last > 0 ? 'last' : 'list';
  }

  const send = async <T>(request: HttpRequest, exchange: Exchange<T>): Promise<T> =>
    client.send(new Call(client, request, base, shares), priorityOf(request), exchange);

  return {
    request: <T>(request: HttpRequest) => send(request, exchangeJson) as Promise<HttpResponse<T>>,
    stream: (request) => send(request, exchangeStream),
    async fanOut(items, run, options = {}) {
      const kind = options.last ? 'last' : 'first';
      fanOuts[kind] += 1;
      try {
        await client.gate.room.fanOut(items, run, options);
      } finally {
        fanOuts[kind] -= 1;
      }
    },
    counters: shares[0].counters,
    countedIn: (share) => viewOf(client, base, [...shares, share]),
    at: (other) => viewOf(client, checkedBase(other, client.options.httpHosts), shares, fanOuts),
    budgets: () => client.pools.budgets(),
    close: () => client.close(),
  };
}
