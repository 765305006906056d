import * as http from 'node:http';
import * as https from 'node:https';
import { retry } from '@lifeomic/attempt';
import type { Headers } from 'node-fetch';
import PQueue from 'p-queue';
import type { RateLimitHeaders } from './budget';
import { systemClock, type Clock } from './clock';
import { createClockLead } from './clock-lead';
import { currentShare, noCounts, type Counters } from './counters';
import { HttpError, type HttpErrorFacts } from './errors';
import { endpointOf, exchangeJson, exchangeStream, type Outcome, type Outgoing, type StreamAnswer } from './exchange';
import { resolvePolicy, type HttpPolicy } from './policy';
import { createRatePool, PauseRefused, type Budget, type Place, type RatePool } from './rate-pool';

export interface HttpOptions {
  /** Where the provider's API is. Requests leave for this origin only. */
  baseUrl: string | URL;
  /** Headers of every request; asked for before every attempt, so that a rotated token needs no restart. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** What must never stand in an error, such as the token. Asked for before every attempt. */
  secrets?: () => readonly string[];
  /** Default: a keep-alive agent of this client's own. */
  agent?: http.Agent;
  /** How the provider tells what is left of its rate limit. Without it only 429 answers slow the client down. */
  rateLimit?: RateLimitHeaders;
  /** The rate pool that a request belongs to. Default: one pool for all. */
  pool?: (request: { method: string; path: string }) => string;
  /** Recognises a 429 that comes as a success. */
  isRateLimited?: (body: unknown) => boolean;
  /** The scope that the token lacks, where the headers of a refusal prove that this is the reason. */
  missingScope?: (headers: Headers) => string | undefined;
  /** Other numbers than the defaults. */
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  /** From 0 to less than 1. */
  random?: () => number;
}

export interface HttpRequest {
  /** Default `GET`. */
  method?: string;
  /** Below the base URL, or an absolute URL of the same origin. */
  path: string;
  /** An array becomes the same key several times; `undefined` is left out. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /**
   * Whether the request may be sent again when it is not known whether the provider acted on it. Default: true for GET
   * and HEAD. Otherwise only what surely was not acted on is sent again: no connection, or a 429.
   */
  repeatable?: boolean;
  /** The next page of a list: goes before requests that wait for their turn, because pages are the longest chain. */
  continues?: boolean;
  signal?: AbortSignal;
}

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Http {
  /**
   * Sends a request by the policy, and reads its JSON.
   *
   * @throws HttpError, and nothing else.
   */
  request<T>(request: HttpRequest): Promise<HttpResponse<T>>;
  /** The same up to the headers; then the body as it comes, which is not asked for again where it breaks off. */
  stream(request: HttpRequest): Promise<StreamAnswer>;
  /** What this client did since it was made. */
  readonly counters: Readonly<Counters>;
  /** What is left of each rate pool, as last heard. */
  budgets(): Budget[];
  /** Closes idle connections. */
  close(): void;
}

interface Pool {
  rate: RatePool;
  turns: PQueue;
}

/** A client towards one host of a SaaS provider, polite and enduring: see docs/architecture.md, "The transport". */
export function createHttp(options: HttpOptions): Http {
  const policy = resolvePolicy(options.policy);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const base = new URL(options.baseUrl);
  const agent = options.agent ?? keepAliveAgent(base.protocol, policy.concurrency);
  const counters = noCounts();
  const connections = new PQueue({ concurrency: policy.concurrency });
  const pools = new Map<string, Pool>();
  const lead = createClockLead();

  function count(key: keyof Counters, by = 1) {
    counters[key] += by;
    const share = currentShare();
    if (share) share.counters[key] += by;
  }

  function poolOf(request: HttpRequest): Pool {
    const name = options.pool?.({ method: request.method ?? 'GET', path: request.path }) ?? base.host;
    let pool = pools.get(name);
    if (!pool) {
      const rate = createRatePool(name, options.rateLimit, policy, clock, lead);
      pool = { rate, turns: new PQueue({ concurrency: rate.concurrency() }) };
      pools.set(name, pool);
    }
    return pool;
  }

  async function outgoing(request: HttpRequest, leftMs: number): Promise<Outgoing> {
    const json = request.body === undefined ? undefined : { 'content-type': 'application/json' };
    return {
      url: urlOf(request, base),
      method: request.method ?? 'GET',
      headers: { accept: 'application/json', ...json, ...(await options.headers?.()), ...request.headers },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      agent,
      secrets: options.secrets?.() ?? [],
      leftMs,
      signal: request.signal,
      missingScope: options.missingScope,
    };
  }

  function failed(request: HttpRequest, facts: Pick<HttpErrorFacts, 'kind' | 'what' | 'status'>): HttpError {
    const endpoint = endpointOf(urlOf(request, base), options.secrets?.() ?? []);
    return new HttpError({ method: request.method ?? 'GET', endpoint, ...facts });
  }

  /** Waits until the pool lets a request through, and gives its place in the budget. */
  async function placeIn({ rate }: Pool, request: HttpRequest): Promise<Place> {
    const from = clock.now();
    let waited = false;
    for (;;) {
      const answer = rate.enter();
      if ('ticket' in answer) {
        if (waited) count('rateLimitWaitMs', clock.now() - from);
        return answer;
      }
      if (!waited) count('rateLimitWaits');
      waited = true;
      if (answer.first) {
        const seconds = answer.ms / 1000;
        currentShare()?.onWait?.({ reason: 'staying inside the rate budget', pool: rate.name, seconds });
      }
      await clock.sleep(answer.ms, request.signal);
      if (request.signal?.aborted) throw failed(request, { kind: 'aborted', what: 'was ended by its caller' });
    }
  }

  /** Takes a turn in the pool and a connection to the host, and sends once. */
  function sendOnce<T>(request: HttpRequest, pool: Pool, exchange: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const priority = request.continues ? 1 : 0;
    const throughConnection = async (): Promise<Outcome<T>> => {
      for (;;) {
        const place = await placeIn(pool, request);
        let outcome: Outcome<T> | undefined;
        try {
          // The pool may have been paused while this request waited for a connection: then it waits again.
          const send = async () => (pool.rate.isPaused() ? undefined : exchange());
          outcome = await connections.add(send, { priority });
          if (outcome?.headers) pool.rate.heard(outcome.headers, place.ticket);
          if (outcome) return outcome;
        } finally {
          pool.rate.leave({ sent: outcome !== undefined });
          pool.turns.concurrency = pool.rate.concurrency();
        }
      }
    };
    return pool.turns.add(throughConnection, { priority });
  }

  /** Sends until the answer is not a 429. Those pause the pool, and use up neither attempts nor the request's time. */
  async function sendUntilAdmitted<T>(
    request: HttpRequest,
    progress: Progress,
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean,
  ): Promise<T> {
    const pool = poolOf(request);
    for (;;) {
      let sentAt = 0;
      const outcome = await sendOnce(request, pool, async () => {
        count('requests');
        if (progress.sends++ > 0) count('retries');
        sentAt = clock.now();
        return exchange(await outgoing(request, policy.requestSeconds * 1000 - progress.spentMs), policy);
      });
      const limited = outcome.ok ? limitedInside(outcome.answer) : outcome.error.status === 429;
      if (!limited) {
        progress.spentMs += clock.now() - sentAt;
        if (!outcome.ok) throw outcome.error;
        pool.rate.succeeded();
        return outcome.answer;
      }
      pause(request, pool.rate, outcome, sentAt);
    }
  }

  function pause<T>(request: HttpRequest, rate: RatePool, outcome: Outcome<T>, sentAt: number) {
    const ordered = outcome.ok ? undefined : outcome.error.retryAfterSeconds;
    const orderedMs = ordered !== undefined ? ordered * 1000 : outcome.headers && rate.resetInMs(outcome.headers);
    try {
      const grownMs = rate.limited(orderedMs, sentAt);
      if (grownMs === 0) return;
      currentShare()?.onWait?.({ reason: 'the provider answered 429', pool: rate.name, seconds: grownMs / 1000 });
    } catch (refused) {
      if (!(refused instanceof PauseRefused)) throw refused;
      const { orderedSeconds, leftSeconds } = refused;
      throw failed(request, {
        kind: 'rate-limit',
        status: 429,
        what:
          `answered 429: a wait of ${Math.ceil(orderedSeconds)} s is due, ` +
          `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftSeconds)} s are left`,
      });
    }
  }

  function send<T>(
    request: HttpRequest,
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const progress: Progress = { spentMs: 0, sends: 0 };
    return retry(() => sendUntilAdmitted(request, progress, exchange, limitedInside), {
      maxAttempts: policy.attempts,
      // The library would wait by the system's clock: the wait is in `handleError`, by ours.
      calculateDelay: () => 0,
      handleError: async (error: unknown, attempt) => {
        if (attempt.attemptsRemaining === 0) return;
        const waitMs = isWorthRepeating(error, request) ? backoffMs(error, attempt.attemptNum, policy, random) : NaN;
        if (!(progress.spentMs + waitMs < policy.requestSeconds * 1000)) {
          attempt.abort();
          return;
        }
        await clock.sleep(waitMs, request.signal);
        progress.spentMs += waitMs;
        if (request.signal?.aborted) attempt.abort();
      },
    });
  }

  return {
    request: <T>(request: HttpRequest) =>
      send(request, exchangeJson, ({ body }) => options.isRateLimited?.(body) ?? false) as Promise<HttpResponse<T>>,
    stream: (request) => send(request, exchangeStream),
    counters,
    budgets: () => [...pools.values()].map(({ rate }) => rate.budget()),
    close: () => agent.destroy(),
  };
}

function keepAliveAgent(protocol: string, maxSockets: number): http.Agent {
  return new (protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets, scheduling: 'lifo' });
}

/** What one request has used up so far, over all its attempts. */
interface Progress {
  spentMs: number;
  sends: number;
}

function urlOf(request: HttpRequest, base: URL): URL {
  const url = new URL(request.path.replace(/^\/(?!\/)/, `${base.pathname.replace(/\/$/, '')}/`), base);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) {
      url.searchParams.append(key, one);
    }
  }
  if (url.origin === base.origin) return url;
  throw new HttpError({
    kind: 'origin',
    method: request.method ?? 'GET',
    endpoint: `${url.origin}${url.pathname}`,
    what: `was not sent: ${url.host} is not ${base.host}, and the credentials would go with it`,
  });
}

function isWorthRepeating(error: unknown, request: HttpRequest): error is HttpError {
  if (!(error instanceof HttpError)) return false;
  const repeatable = request.repeatable ?? ['GET', 'HEAD'].includes(request.method ?? 'GET');
  if (error.kind === 'status') return repeatable && (error.status === 408 || (error.status ?? 0) >= 500);
  if (error.kind === 'body') return repeatable;
  return (error.kind === 'network' || error.kind === 'timeout') && (repeatable || error.unsent);
}

/** What the provider asks for, else a random time under a doubling bound ("full jitter"). */
function backoffMs(error: HttpError, attempt: number, policy: HttpPolicy, random: () => number): number {
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  return random() * Math.min(policy.backoffMaxSeconds, policy.backoffBaseSeconds * 2 ** attempt) * 1000;
}
