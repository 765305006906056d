import { setMaxListeners } from 'node:events';
import { isConfidential } from './address';
import {
  count,
  endedByCaller,
  urlOf,
  type Attempt,
  type Call,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  type Outcome,
  type StreamAnswer,
} from './call';
import { createTurns, exchangeJson, exchangeStream } from './exchange';
import { createGate, type FanOutOptions, type Priority } from './gate';
import { resolvePolicy } from './policy';
import { createRatePools, type Budget, type CameBack, type RatePool } from './rate-pool';
import { judge, type Verdict } from './verdict';
import { clockAt, createShare, type Counters, type Share } from './waits';
import { waysOut } from './way-out';

export interface Http {
  /**
   * Sends a request by the policy, and reads its JSON.
   *
   * @throws HttpError, or what `headers` throws.
   */
  request<T>(request: HttpRequest): Promise<HttpResponse<T>>;
  /** The same up to the headers, then the body as it comes. A body that breaks off is not requested again. */
  stream(request: HttpRequest): Promise<StreamAnswer>;
  /**
   * Runs something for each item, such as a request for every parent: as many at once as there is room for, among all
   * fan-outs of the client. One may stand inside another. Ends with the first error.
   */
  fanOut<Item>(items: readonly Item[], run: (item: Item) => Promise<void>, options?: FanOutOptions): Promise<void>;
  /** What this client did since it was made, for all its users. */
  readonly counters: Readonly<Counters>;
  /** The same client for one of its users: the share counts this user's requests as well. */
  countedIn(share: Share): Http;
  /** The same client, with the same credentials and limits, towards another host of the provider. */
  at(baseUrl: URL): Http;
  /** What is left of each rate pool, as last heard. */
  budgets(): Budget[];
  /** Ends all requests, waiting ones included, and closes the connections. No request is sent after it. */
  close(): void;
}

interface View {
  base: URL;
  shares: readonly Share[];
  fanOuts: { fanOut: number; last: number };
}

type Exchange<T> = (attempt: Attempt) => Promise<Outcome<T>>;

/** A client of a SaaS provider, polite and enduring: see docs/architecture.md, "The transport". */
export function createHttp(options: HttpOptions): Http {
  const { pool: nameOf = () => undefined, random = Math.random } = options;
  const policy = resolvePolicy(options.policy);
  const clock = options.clock ?? clockAt(policy.clockSpeed);
  const ways = waysOut(options.agent);
  const largeBodies = createTurns();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const gate = createGate(policy.concurrency, clock, closing.signal);
  const pools = createRatePools(options.rateLimit, policy, clock);
  let accepted = false;

  function checked(baseUrl: string | URL): URL {
    const base = new URL(baseUrl);
    if (isConfidential(base, options.httpHosts)) return base;
    throw new Error(`baseUrl is "${base.origin}". Allowed: https; http on loopback, and to the hosts in httpHosts.`);
  }

  function callOf(request: HttpRequest, { base, shares }: View): Call {
    const { method = 'GET', signal: callers } = request;
    const signal = callers ? AbortSignal.any([callers, closing.signal]) : closing.signal;
    const secrets = () => [...(options.secrets?.() ?? []), ...ways.secrets()];
    const spent = { spentMs: 0, sends: 0, limited: 0, doubts: 0 };
    return { request, method, url: urlOf(request, base), signal, secrets, shares, ...spent };
  }

  async function attemptOf(call: Call): Promise<Attempt> {
    const { body, content: text, headers } = call.request;
    const content = text ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
    return {
      call,
      headers: {
        accept: 'application/json',
        ...(content && { 'content-type': content.type }),
        ...(await options.headers?.()),
        ...headers,
      },
      content: content?.text,
      way: ways.to(call.url),
      secrets: call.secrets(),
      policy,
      scopes: options.scopes,
      isRateLimited: options.isRateLimited,
      accepted,
      largeBodies,
    };
  }

  /** The loop: sends, judges, and sends again. There is no other. */
  async function send<T>(request: HttpRequest, view: View, exchange: Exchange<T>): Promise<T> {
    const call = callOf(request, view);
    const { method, url } = call;
    const pool = pools.of(url.host, nameOf({ method, path: String(request.path) }));
    for (;;) {
      const cameBack = await gate.enter(call, pool, priorityOf(request, view));
      const verdict = await judged(call, pool, cameBack, exchange);
      if (verdict.is === 'answered') return verdict.answer;
      if (verdict.is === 'failed') throw verdict.error;
      if (verdict.is === 'limited') continue;
      await clock.sleep(verdict.afterMs, call.signal);
      if (call.signal.aborted) throw endedByCaller(call);
      call.spentMs += verdict.afterMs;
    }
  }

  /** One exchange, and what it means. Whatever is thrown, the next request may leave afterwards. */
  async function judged<T>(call: Call, pool: RatePool, cameBack: CameBack, exchange: Exchange<T>): Promise<Verdict<T>> {
    const sentAt = clock.now();
    let outcome: Outcome<T> | undefined;
    let sent = false;
    try {
      const attempt = await attemptOf(call);
      sent = true;
      count(call, 'requests');
      if (call.sends++ > 0) count(call, 'retries');
      outcome = await exchange(attempt);
      if (outcome.headers) options.onHeaders?.(outcome.headers);
      const verdict = judge(outcome, call, policy, random);
      if (verdict.is === 'limited') {
        call.limited += 1;
        pool.pause(call, verdict.orderedMs, outcome.headers, sentAt);
      } else {
        call.spentMs += clock.now() - sentAt;
      }
      if (verdict.is === 'answered') {
        accepted = true;
        pool.succeeded();
      }
      return verdict;
    } finally {
      // Only now: no other request may leave into a pool that has to pause.
      cameBack(sent, outcome?.headers);
    }
  }

  const whole = createShare(options.onWait);

  const seenThrough = (view: View): Http => ({
    request: <T>(request: HttpRequest) => send(request, view, exchangeJson) as Promise<HttpResponse<T>>,
    stream: (request) => send(request, view, exchangeStream),
    async fanOut(items, run, fanOutOptions = {}) {
      const kind = fanOutOptions.last ? 'last' : 'fanOut';
      view.fanOuts[kind] += 1;
      try {
        await gate.fanOut(items, run, fanOutOptions);
      } finally {
        view.fanOuts[kind] -= 1;
      }
    },
    counters: whole.counters,
    countedIn: (share) => seenThrough({ ...view, shares: [...view.shares, share], fanOuts: { fanOut: 0, last: 0 } }),
    at: (base) => seenThrough({ ...view, base: checked(base) }),
    budgets: pools.budgets,
    close() {
      closing.abort();
      ways.close();
    },
  });
  return seenThrough({ base: checked(options.baseUrl), shares: [whole], fanOuts: { fanOut: 0, last: 0 } });
}

/** While a step fans out, its requests belong to the fan-out, except further pages. */
function priorityOf({ continues }: HttpRequest, { fanOuts }: View): Priority {
  if (continues) return 'page';
  if (fanOuts.fanOut > 0) return 'fan-out';
  return fanOuts.last > 0 ? 'last' : 'list';
}
