import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { retry } from '@lifeomic/attempt';
import type { Headers } from 'node-fetch';
import { createAdmission } from './admission';
import type { RateLimitHeaders } from './budget';
import { clockAt, type Clock } from './clock';
import { currentShare, noCounts, type Counters } from './counters';
import { exchangeJson, exchangeStream, type Outcome, type Outgoing, type StreamAnswer } from './exchange';
import { resolvePolicy, type HttpPolicy } from './policy';
import { backoffMs, failed, isWorthRepeating, urlOf, type Call, type HttpRequest } from './request';
import type { Budget } from './rate-pool';

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

/** A client towards one host of a SaaS provider, polite and enduring: see docs/architecture.md, "The transport". */
export function createHttp(options: HttpOptions): Http {
  const policy = resolvePolicy(options.policy);
  const clock = options.clock ?? clockAt(policy.clockSpeed);
  const random = options.random ?? Math.random;
  const base = new URL(options.baseUrl);
  const agent = options.agent ?? keepAliveAgent(base.protocol, policy.concurrency);
  const counters = noCounts();
  const secrets = () => options.secrets?.() ?? [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  function count(key: keyof Counters, by = 1) {
    counters[key] += by;
    const share = currentShare();
    if (share) share.counters[key] += by;
  }

  async function sleep(call: Call, ms: number): Promise<void> {
    await clock.sleep(ms, call.signal);
    if (call.signal.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
  }

  const { pool, rateLimit } = options;
  const admission = createAdmission({ host: base.host, pool, rateLimit, policy, clock, count, sleep });

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
      agent,
      secrets: secrets(),
      leftMs: policy.requestSeconds * 1000 - spentMs,
      signal,
      missingScope: options.missingScope,
    };
  }

  async function send<T>(
    request: HttpRequest,
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const { method = 'GET', signal } = request;
    const ends = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const call: Call = { request, method, url: urlOf(request, base), signal: ends, secrets, spentMs: 0, sends: 0 };
    if (ends.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
    const sendOnce = async () => {
      count('requests');
      if (call.sends++ > 0) count('retries');
      return exchange(await outgoing(call), policy);
    };
    return retry(() => admission.send(call, sendOnce, limitedInside), {
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
    budgets: admission.budgets,
    close() {
      closing.abort();
      // What is idle; the caller's own agent is the caller's.
      if (!options.agent) agent.destroy();
    },
  };
}

function contentOf({ body, content }: HttpRequest): HttpRequest['content'] {
  return content ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
}

function keepAliveAgent(protocol: string, maxSockets: number): http.Agent {
  return new (protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets, scheduling: 'lifo' });
}
