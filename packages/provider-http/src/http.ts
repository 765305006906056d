import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { retry } from '@lifeomic/attempt';
import type { Headers } from 'node-fetch';
import { createAdmission } from './admission';
import type { RateLimitHeaders } from './budget';
import { clockAt, type Clock } from './clock';
import { createShare, type Counters, type Share } from './counters';
import {
  exchangeJson,
  exchangeStream,
  type JsonAnswer,
  type Outcome,
  type Outgoing,
  type StreamAnswer,
} from './exchange';
import { resolvePolicy, type HttpPolicy } from './policy';
import { backoffMs, count, failed, isWorthRepeating, urlOf, type Call, type HttpRequest } from './request';
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
  /** Is called when a request starts a pause. */
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
  /** What this client did since it was made, for all who use it. */
  readonly counters: Readonly<Counters>;
  /** The same client for one of its users: what is asked for through it is counted in the share as well. */
  countedIn(share: Share): Http;
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
  const secrets = () => options.secrets?.() ?? [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  async function sleep(call: Call, ms: number): Promise<void> {
    await clock.sleep(ms, call.signal);
    if (call.signal.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
  }

  const { pool, rateLimit } = options;
  const admission = createAdmission({ host: base.host, pool, rateLimit, policy, clock, sleep });

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
    shares: readonly Share[],
    exchange: (outgoing: Outgoing, policy: HttpPolicy) => Promise<Outcome<T>>,
    limitedInside: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const { method = 'GET', signal } = request;
    const ends = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const url = urlOf(request, base);
    const call: Call = { request, method, url, signal: ends, secrets, spentMs: 0, sends: 0, shares };
    if (ends.aborted) throw failed(call, { kind: 'aborted', what: 'was ended by its caller' });
    const sendOnce = async () => {
      count(call, 'requests');
      if (call.sends++ > 0) count(call, 'retries');
      const outcome = await exchange(await outgoing(call), policy);
      if (outcome.headers) options.onHeaders?.(outcome.headers);
      return outcome;
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

  const isLimited = ({ body }: JsonAnswer) => options.isRateLimited?.(body) ?? false;
  const whole = createShare(options.onWait);
  const usedBy = (shares: readonly Share[]): Http => ({
    request: <T>(request: HttpRequest) => send(request, shares, exchangeJson, isLimited) as Promise<HttpResponse<T>>,
    stream: (request) => send(request, shares, exchangeStream),
    counters: whole.counters,
    countedIn: (share) => usedBy([...shares, share]),
    budgets: admission.budgets,
    close() {
      closing.abort();
      // What is idle; the caller's own agent is the caller's.
      if (!options.agent) agent.destroy();
    },
  });
  return usedBy([whole]);
}

function contentOf({ body, content }: HttpRequest): HttpRequest['content'] {
  return content ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
}

function keepAliveAgent(protocol: string, maxSockets: number): http.Agent {
  return new (protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets, scheduling: 'lifo' });
}
