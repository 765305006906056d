import { setMaxListeners } from 'node:events';
import type * as http from 'node:http';
import type { Headers } from 'node-fetch';
import { isConfidential } from './address';
import { createClockLead, type ClockLead, type RateLimitHeaders } from './budget';
import { clockAt, type Clock } from './clock';
import { createShare, type Counters, type Share } from './counters';
import type { HttpError, Scopes } from './errors';
import {
  exchangeJson,
  exchangeStream,
  type JsonAnswer,
  type Outcome,
  type Outgoing,
  type StreamAnswer,
} from './exchange';
import { createGate, type FanOutOptions, type Priority } from './gate';
import { resolvePolicy, type HttpPolicy } from './policy';
import { createRatePool, type Budget, type RatePool } from './rate-pool';
import { announce, count, failed, urlOf, type Call, type HttpRequest } from './request';
import { createRoom } from './room';
import { judge, type Verdict } from './verdict';
import { wayTo, type WayOut } from './way-out';

export interface HttpOptions {
  /** Where the provider's API is. Requests leave for this origin only. */
  baseUrl: string | URL;
  /** Hosts that http may go to. Otherwise it is https, or http on loopback. */
  httpHosts?: readonly string[];
  /** Headers of every request; asked for before every attempt, so that a rotated token needs no restart. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** What must never stand in an error, such as the token. Asked for before every attempt. */
  secrets?: () => readonly string[];
  /** Default: a keep-alive agent of this client's own, through the proxy that the environment names. */
  agent?: http.Agent;
  /** How the provider tells what is left of its rate limit. Without it only 429 answers slow the client down. */
  rateLimit?: RateLimitHeaders;
  /** The rate pool that a request belongs to. Default: one pool for all. */
  pool?: (request: { method: string; path: string }) => string;
  /** Recognises a 429 that comes as a success. */
  isRateLimited?: (body: unknown) => boolean;
  /** The scopes that the headers of a refusal tell: those of the token, and those of which the endpoint takes one. */
  scopes?: (headers: Headers) => Scopes | undefined;
  /** Is called when a request starts a wait, and now and then while it lasts. */
  onWait?: Share['onWait'];
  /** Is called with the headers of every answer, also of a refusal: an error carries none. */
  onHeaders?: (headers: Headers) => void;
  /** Other numbers than the defaults. */
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  /** From 0 to less than 1. */
  random?: () => number;
}

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  body: T;
  /** The error of an answer that is not what was due, such as `answered no list`. */
  unusable: (what: string) => HttpError;
}

export interface Http {
  /**
   * Sends a request by the policy, and reads its JSON.
   *
   * @throws HttpError, or what `headers` throws.
   */
  request<T>(request: HttpRequest): Promise<HttpResponse<T>>;
  /** The same up to the headers; then the body as it comes, which is not asked for again where it breaks off. */
  stream(request: HttpRequest): Promise<StreamAnswer>;
  /**
   * Runs something for each item, such as a request for every parent: as many at once as there is room for, among all
   * fan-outs of the client. One may stand inside another. Ends with the first error.
   */
  fanOut<Item>(items: readonly Item[], run: (item: Item) => Promise<void>, options?: FanOutOptions): Promise<void>;
  /** What this client did since it was made, for all who use it. */
  readonly counters: Readonly<Counters>;
  /** The same client for one of its users: what is asked for through it is counted in the share as well. */
  countedIn(share: Share): Http;
  /** The same client, with the same credentials and limits, towards another host of the provider. */
  at(baseUrl: URL): Http;
  /** What is left of each rate pool, as last heard. */
  budgets(): Budget[];
  /** Ends every request, also those that wait, and closes the connections. No further one is sent. */
  close(): void;
}

/** Through what a request is asked for: by whom, of which host, and what else they are doing. */
interface View {
  base: URL;
  shares: readonly Share[];
  /** The fan-outs that are under way. */
  fanOuts: { fanOut: number; last: number };
}

type Exchange<T> = (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>;

/** A client of a SaaS provider, polite and enduring: see docs/architecture.md, "The transport". */
export function createHttp(options: HttpOptions): Http {
  const policy = resolvePolicy(options.policy);
  const clock = options.clock ?? clockAt(policy.clockSpeed);
  const random = options.random ?? Math.random;
  const checked = (baseUrl: string | URL): URL => {
    const base = new URL(baseUrl);
    if (isConfidential(base, options.httpHosts)) return base;
    throw new Error(`baseUrl is "${base.origin}". Allowed: https; http on loopback, and to the hosts in httpHosts.`);
  };
  const ways = createWays(policy.concurrency);
  const room = createRoom(policy.bodyBytes);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const gate = createGate(policy.concurrency, clock, closing.signal);
  const pools = createPools(options, policy, clock);
  /** Whether the provider has accepted the credentials of this client. */
  let accepted = false;

  async function outgoing({ request, method, url, signal, secrets, spentMs }: Call): Promise<Outgoing> {
    const content = contentOf(request);
    return {
      url,
      method,
      headers: {
        accept: 'application/json',
        ...(content && { 'content-type': content.type }),
        ...(await options.headers?.()),
        ...request.headers,
      },
      body: content?.text,
      keepCompressed: request.keepCompressed ?? false,
      agent: options.agent ?? ways.to(url).agent,
      room,
      secrets: secrets(),
      leftMs: policy.requestSeconds * 1000 - spentMs,
      signal,
      scopes: options.scopes,
      continues: request.continues ?? false,
      accepted,
    };
  }

  function callOf(request: HttpRequest, { base, shares }: View): Call {
    const { method = 'GET', signal: callers } = request;
    const signal = callers ? AbortSignal.any([callers, closing.signal]) : closing.signal;
    const secrets = () => [...(options.secrets?.() ?? []), ...ways.secrets()];
    const spent = { spentMs: 0, sends: 0, limited: 0, doubts: 0 };
    return { request, method, url: urlOf(request, base), signal, secrets, shares, ...spent };
  }

  async function send<T>(
    request: HttpRequest,
    view: View,
    exchange: Exchange<T>,
    isLimited: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const call = callOf(request, view);
    const pool = pools.of(call);
    for (;;) {
      const ticket = await gate.enter(call, pool, priorityOf(request, view));
      const { outcome, verdict } = await attempt(call, pool, ticket, exchange, isLimited);
      if (verdict.is === 'again') await backOff(call, verdict.afterMs);
      if (verdict.is === 'failed' && !outcome.ok) throw outcome.error;
      if (verdict.is === 'answered' && outcome.ok) return outcome.answer;
    }
  }

  /** One exchange, and what it means. Whatever is thrown, its place is free afterwards. */
  async function attempt<T>(
    call: Call,
    pool: RatePool,
    ticket: number,
    exchange: Exchange<T>,
    isLimited: (answer: T) => boolean,
  ): Promise<{ outcome: Outcome<T>; verdict: Verdict }> {
    const sentAt = clock.now();
    let outcome: Outcome<T> | undefined;
    try {
      try {
        const leaving = await outgoing(call);
        count(call, 'requests');
        if (call.sends++ > 0) count(call, 'retries');
        outcome = await exchange(leaving, policy);
      } finally {
        gate.returned(pool, ticket, { sent: outcome !== undefined, headers: outcome?.headers });
      }
      if (outcome.headers) options.onHeaders?.(outcome.headers);
      const verdict = judge(outcome, call, policy, isLimited, random);
      if (verdict.is === 'limited') pause(call, pool, outcome, verdict.orderedMs, sentAt);
      else call.spentMs += clock.now() - sentAt;
      if (verdict.is === 'answered') {
        accepted = true;
        pool.succeeded();
      }
      return { outcome, verdict };
    } finally {
      // Only now: whoever waits must not leave into a pool that is to be paused.
      gate.dispatch();
    }
  }

  function pause<T>(
    call: Call,
    pool: RatePool,
    { headers }: Outcome<T>,
    orderedMs: number | undefined,
    sentAt: number,
  ) {
    call.limited += 1;
    const { tell, refused } = pool.pause(orderedMs ?? (headers && pool.resetInMs(headers)), sentAt);
    if (tell) announce(call, tell);
    if (!refused) return;
    const { orderedSeconds, leftSeconds } = refused;
    throw failed(call, {
      kind: 'rate-limit',
      status: 429,
      retryAfterSeconds: orderedMs === undefined ? undefined : orderedMs / 1000,
      what:
        `answered 429: a wait of ${Math.ceil(orderedSeconds)} s is due, ` +
        `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftSeconds)} s are left`,
    });
  }

  async function backOff(call: Call, ms: number): Promise<void> {
    await clock.sleep(ms, call.signal);
    if (call.signal.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
    call.spentMs += ms;
  }

  const isLimited = ({ body }: JsonAnswer) => options.isRateLimited?.(body) ?? false;
  const whole = createShare(options.onWait);

  const seenThrough = (view: View): Http => ({
    request: <T>(request: HttpRequest) => send(request, view, exchangeJson, isLimited) as Promise<HttpResponse<T>>,
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

/** While somebody fans out, what they ask for belongs to the fan-out, but for further pages. */
function priorityOf({ continues }: HttpRequest, { fanOuts }: View): Priority {
  if (continues) return 'page';
  if (fanOuts.fanOut > 0) return 'fan-out';
  return fanOuts.last > 0 ? 'last' : 'list';
}

/** The rate pools of all hosts, and for each host how far our clock is ahead of it. */
function createPools({ pool: nameOf, rateLimit }: HttpOptions, policy: HttpPolicy, clock: Clock) {
  const pools = new Map<string, RatePool>();
  const leads = new Map<string, ClockLead>();
  const pauses = { usedMs: 0 };
  return {
    of({ method, request, url: { host } }: Call): RatePool {
      const name = nameOf?.({ method, path: request.path }) ?? host;
      const key = `${host} ${name}`;
      const lead = leads.get(host) ?? createClockLead();
      leads.set(host, lead);
      const pool = pools.get(key) ?? createRatePool(name, rateLimit, policy, clock, lead, pauses);
      pools.set(key, pool);
      return pool;
    },
    budgets: (): Budget[] => [...pools.values()].map((pool) => pool.budget()),
  };
}

/** How requests leave for each host. */
function createWays(maxSockets: number) {
  const ways = new Map<string, WayOut>();
  return {
    to(url: URL): WayOut {
      const way = ways.get(url.origin) ?? wayTo(url, maxSockets);
      ways.set(url.origin, way);
      return way;
    },
    secrets: () => [...ways.values()].flatMap(({ secrets }) => secrets),
    close: () => ways.forEach(({ agent }) => agent.destroy()),
  };
}

function contentOf({ body, content }: HttpRequest): HttpRequest['content'] {
  return content ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
}
