import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
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
import { endpointOf } from './answer-errors';
import { exchangeJson, exchangeStream, type Outcome, type Outgoing, type StreamAnswer } from './exchange';
import { resolvePolicy, type HttpPolicy } from './policy';
import { backoffMs, isWorthRepeating, urlOf, type Call, type HttpRequest } from './request';
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

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  body: T;
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
  /** What this client did since it was made. */
  readonly counters: Readonly<Counters>;
  /** What is left of each rate pool, as last heard. */
  budgets(): Budget[];
  /** Ends every request, also those that wait for their turn, and closes the connections. No further one is sent. */
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
  const secrets = () => options.secrets?.() ?? [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const connections = new PQueue({ concurrency: policy.concurrency });
  const pools = new Map<string, Pool>();
  const lead = createClockLead();
  const pauses = { usedMs: 0 };

  function count(key: keyof Counters, by = 1) {
    counters[key] += by;
    const share = currentShare();
    if (share) share.counters[key] += by;
  }

  function poolOf(request: HttpRequest): Pool {
    const name = options.pool?.({ method: request.method ?? 'GET', path: request.path }) ?? base.host;
    let pool = pools.get(name);
    if (!pool) {
      const rate = createRatePool(name, options.rateLimit, policy, clock, lead, pauses);
      pool = { rate, turns: new PQueue({ concurrency: rate.concurrency() }) };
      pools.set(name, pool);
    }
    return pool;
  }

  async function outgoing({ request, method, url, signal, spentMs }: Call): Promise<Outgoing> {
    const json = request.body === undefined ? undefined : { 'content-type': 'application/json' };
    return {
      url,
      method,
      headers: { accept: 'application/json', ...json, ...(await options.headers?.()), ...request.headers },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      agent,
      secrets: secrets(),
      leftMs: policy.requestSeconds * 1000 - spentMs,
      signal,
      missingScope: options.missingScope,
    };
  }

  function failed({ method, url }: Call, facts: Pick<HttpErrorFacts, 'kind' | 'what' | 'status'>): HttpError {
    return new HttpError({ method, endpoint: endpointOf(url, secrets()), ...facts });
  }

  async function sleep(call: Call, ms: number): Promise<void> {
    await clock.sleep(ms, call.signal);
    if (call.signal.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
  }

  /** Waits until the pool lets a request through, and gives its place in the budget. */
  async function placeIn(rate: RatePool, call: Call): Promise<Place> {
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
      await sleep(call, answer.ms);
    }
  }

  /** Takes a turn in the pool and a connection to the host, and sends once. */
  function sendOnce<T>(call: Call, { rate, turns }: Pool, exchange: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const priority = call.request.continues ? 1 : 0;
    // A queue starts a task in the asynchronous context of the one that made room for it, which may be another step's.
    const send = AsyncResource.bind(async () => (rate.isPaused() ? undefined : exchange()));
    const takeTurn = AsyncResource.bind(async (): Promise<Outcome<T>> => {
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
    });
    return turns.add(takeTurn, { priority });
  }

  /** Sends until the answer is not a 429. Those pause the pool, and use up neither attempts nor the request's time. */
  async function sendUntilAdmitted<T>(
    call: Call,
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean,
  ): Promise<T> {
    const pool = poolOf(call.request);
    for (;;) {
      let sentAt = 0;
      const outcome = await sendOnce(call, pool, async () => {
        count('requests');
        if (call.sends++ > 0) count('retries');
        sentAt = clock.now();
        return exchange(await outgoing(call), policy);
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
  }

  function pause<T>(call: Call, rate: RatePool, outcome: Outcome<T>, sentAt: number) {
    const ordered = outcome.ok ? undefined : outcome.error.retryAfterSeconds;
    const orderedMs = ordered !== undefined ? ordered * 1000 : outcome.headers && rate.resetInMs(outcome.headers);
    try {
      const grownMs = rate.limited(orderedMs, sentAt);
      if (grownMs === 0) return;
      currentShare()?.onWait?.({ reason: 'the provider answered 429', pool: rate.name, seconds: grownMs / 1000 });
    } catch (refused) {
      if (!(refused instanceof PauseRefused)) throw refused;
      const { orderedSeconds, leftSeconds } = refused;
      throw failed(call, {
        kind: 'rate-limit',
        status: 429,
        what:
          `answered 429: a wait of ${Math.ceil(orderedSeconds)} s is due, ` +
          `and of the ${policy.pauseSeconds} s allowed in all ${Math.floor(leftSeconds)} s are left`,
      });
    }
  }

  async function send<T>(
    request: HttpRequest,
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const { method = 'GET', signal } = request;
    const ends = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const call: Call = { request, method, url: urlOf(request, base), signal: ends, spentMs: 0, sends: 0 };
    if (ends.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
    return retry(() => sendUntilAdmitted(call, exchange, limitedInside), {
      maxAttempts: policy.attempts,
      // The library would wait by the system's clock: the wait is in `handleError`, by ours.
      calculateDelay: () => 0,
      handleError: async (error: unknown, attempt) => {
        if (attempt.attemptsRemaining === 0) return;
        const waitMs = isWorthRepeating(error, call) ? backoffMs(error, attempt.attemptNum, policy, random) : NaN;
        if (!(call.spentMs + waitMs < policy.requestSeconds * 1000)) {
          attempt.abort();
          return;
        }
        await sleep(call, waitMs);
        call.spentMs += waitMs;
      },
    });
  }

  return {
    request: <T>(request: HttpRequest) =>
      send(request, exchangeJson, ({ body }) => options.isRateLimited?.(body) ?? false) as Promise<HttpResponse<T>>,
    stream: (request) => send(request, exchangeStream),
    counters,
    budgets: () => [...pools.values()].map(({ rate }) => rate.budget()),
    close() {
      closing.abort();
      // What is idle; the caller's own agent is the caller's.
      if (!options.agent) agent.destroy();
    },
  };
}

function keepAliveAgent(protocol: string, maxSockets: number): http.Agent {
  return new (protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets, scheduling: 'lifo' });
}
