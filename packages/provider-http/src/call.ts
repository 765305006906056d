import type * as http from 'node:http';
import type { Readable } from 'node:stream';
import type { Headers, Response } from 'node-fetch';
import type { Path } from './address';
import { HttpError, type HttpErrorFacts, type Scopes } from './errors';
import type { RateLimitHeaders } from './headers';
import type { HttpPolicy } from './policy';
import { endpointOf, excerpt } from './redact';
import type { Clock, Counters, Share } from './waits';
import type { WayOut, WaysOut } from './way-out';

export interface HttpOptions {
  baseUrl: string | URL;
  /** Hosts that may be used with http, in addition to loopback. */
  httpHosts?: readonly string[];
  /** Called before every attempt, because tokens are rotated. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Texts that no error may contain: the token, and all tokens that were used before. */
  secrets?: () => readonly string[];
  /** Default: an own agent with keep-alive, which uses the proxy of the environment. */
  agent?: http.Agent;
  /** Without it, only a 429 slows the client down. */
  rateLimit?: RateLimitHeaders;
  pool?: (request: { method: string; path: string }) => string;
  isRateLimited?: (body: unknown) => boolean;
  /** Whether the JSON of a refusal comes from the provider and not from a gateway. Default: always. */
  isOwnError?: (body: object) => boolean;
  scopes?: (headers: Headers, body: unknown) => Scopes | undefined;
  onWait?: Share['onWait'];
  /** Called for every answer, also for refusals. */
  onHeaders?: (headers: Headers) => void;
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  random?: () => number;
}

export interface HttpRequest {
  method?: string;
  path: Path | URL;
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  content?: { type: string; text: string | Buffer };
  /** Only for `stream`: does not unzip the body, because a checksum is made of the bytes as they were sent. */
  keepCompressed?: boolean;
  /** Whether it may be sent again although the provider may have acted on it. Default: GET and HEAD. */
  repeatable?: boolean;
  /** Whether it is not repeated after a timeout, because the caller then requests a smaller page. */
  failsOnTimeout?: boolean;
  /** Whether it is a further page of a list. It is sent before other requests. A refusal means an incomplete list. */
  continues?: boolean;
  signal?: AbortSignal;
}

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  body: T;
  /** Creates an error for an unexpected body, such as `answered no users`. */
  unusable: (what: string) => HttpError;
}

export interface StreamAnswer {
  status: number;
  headers: Headers;
  body: Readable;
}

export interface Transport {
  options: HttpOptions;
  policy: HttpPolicy;
  random: () => number;
  ways: WaysOut;
  closing: AbortSignal;
  accepted: boolean;
  /** Waits for the turn to read a large body. The result ends the turn. */
  largeBodies: () => Promise<() => void>;
}

export class Call {
  readonly method: string;
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly content?: { type: string; text: string | Buffer };
  /** Time for attempts and backoffs, without waits for the rate limit. */
  spentMs = 0;
  sends = 0;
  limited = 0;
  /** How often a refusal was not believed. */
  doubts = 0;
  headers: Readonly<Record<string, string>> = {};
  way?: WayOut;
  answered?: Headers;

  /** @throws HttpError if the URL has another origin. */
  constructor(
    readonly transport: Transport,
    readonly request: HttpRequest,
    base: URL,
    readonly shares: readonly Share[],
  ) {
    const { method = 'GET', signal, body, content } = request;
    this.method = method;
    this.url = urlOf(request, base);
    this.signal = signal ? AbortSignal.any([signal, transport.closing]) : transport.closing;
    this.content = content ?? (body === undefined ? content : { type: JSON_TYPE, text: JSON.stringify(body) });
    if (this.url.origin === base.origin) return;
    const what = `was not sent: ${this.url.host} is not ${base.host}, and the credentials would go with it`;
    throw this.error({ kind: 'origin', what, endpoint: this.url.origin + this.url.pathname });
  }

  async prepare(): Promise<void> {
    const { options, ways } = this.transport;
    this.answered = undefined;
    this.headers = {
      accept: JSON_TYPE,
      ...(this.content && { 'content-type': this.content.type }),
      ...(await options.headers?.()),
      ...this.request.headers,
    };
    this.way = ways.to(this.url);
  }

  get secrets(): readonly string[] {
    const { options, ways } = this.transport;
    return [...(options.secrets?.() ?? []), ...ways.secrets()];
  }

  count(key: keyof Counters, by = 1): void {
    for (const { counters } of this.shares) counters[key] += by;
  }

  error(facts: Pick<HttpErrorFacts, 'kind' | 'what'> & Partial<HttpErrorFacts>, response?: Response): HttpError {
    const { method, url, request, secrets, transport } = this;
    const requestId = response?.headers.get('request-id') ?? response?.headers.get('x-request-id');
    return new HttpError({
      method,
      endpoint: endpointOf(url, secrets),
      status: response?.status,
      statusText: response && excerpt(response.statusText, secrets),
      requestId: requestId ? excerpt(requestId, secrets, LONGEST_ID) : undefined,
      continues: request.continues,
      accepted: transport.accepted,
      ...facts,
    });
  }
}

const JSON_TYPE = 'application/json';
const LONGEST_ID = 100;

function urlOf({ path, query = {} }: HttpRequest, base: URL): URL {
  const url = path instanceof URL ? new URL(path) : new URL(base.pathname.replace(/\/$/, '') + path, base);
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) {
      url.searchParams.append(key, one);
    }
  }
  return url;
}
