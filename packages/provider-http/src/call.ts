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
  /** The address of the provider's API. Requests leave for this origin only. */
  baseUrl: string | URL;
  /** Hosts that http may go to. Otherwise it is https, or http on loopback. */
  httpHosts?: readonly string[];
  /** Called before every attempt, so that a rotated token needs no restart. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** What no error may tell, such as the token, and each one that was used before it. */
  secrets?: () => readonly string[];
  /** Default: a keep-alive agent of this client's own, through the proxy that the environment names. */
  agent?: http.Agent;
  /** Without it, only 429 answers slow the client down. */
  rateLimit?: RateLimitHeaders;
  pool?: (request: { method: string; path: string }) => string;
  isRateLimited?: (body: unknown) => boolean;
  /** Whether the JSON of a refusal is in the provider's own format, and not a gateway's. Default: all JSON is. */
  isOwnError?: (body: object) => boolean;
  /** The scopes in a refusal: those of the token, and those of which the endpoint takes one. */
  scopes?: (headers: Headers, body: unknown) => Scopes | undefined;
  onWait?: Share['onWait'];
  /** Called for every answer, refusals included: an error has no headers. */
  onHeaders?: (headers: Headers) => void;
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  random?: () => number;
}

export interface HttpRequest {
  method?: string;
  /** A path below the base URL, or a URL of the same origin. */
  path: Path | URL;
  /** An array is the same key several times. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  content?: { type: string; text: string | Buffer };
  /** `stream` only: gives the body's bytes as they were sent, compressed or not. A checksum needs them. */
  keepCompressed?: boolean;
  /** Whether it may be sent again when the provider may have acted on it already. Default: for GET and HEAD. */
  repeatable?: boolean;
  /** Whether a timeout fails it at once, because its caller then asks for less. Default false. */
  failsOnTimeout?: boolean;
  /** The next page of a list. It goes before all others. If it is refused, the list is cut, and not forbidden. */
  continues?: boolean;
  signal?: AbortSignal;
}

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  body: T;
  /** Makes the error of an answer that is not what was due, such as `answered no list`. */
  unusable: (what: string) => HttpError;
}

export interface StreamAnswer {
  status: number;
  headers: Headers;
  /** Ends with an HttpError when it pauses too long. */
  body: Readable;
}

export interface Transport {
  options: HttpOptions;
  policy: HttpPolicy;
  random: () => number;
  ways: WaysOut;
  closing: AbortSignal;
  accepted: boolean;
  /** Resolves when a large body may be read on. What it gives lets the next one go on. */
  largeBodies: () => Promise<() => void>;
}

/** A request over all its attempts, until it is answered. */
export class Call {
  readonly method: string;
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly content?: { type: string; text: string | Buffer };
  /** Milliseconds of its attempts and backoffs, without waits for the rate limit. */
  spentMs = 0;
  /** How often it was sent, how often the answer was a 429, and how often we doubted a refusal. */
  sends = 0;
  limited = 0;
  doubts = 0;
  /** Of its latest attempt: what was sent, which way, and the headers of the answer. */
  headers: Readonly<Record<string, string>> = {};
  way?: WayOut;
  answered?: Headers;

  /** @throws HttpError if the request is for another origin. */
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

  /** Makes the next attempt ready. @throws what `headers` throws. */
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

  /** What no error may tell. */
  get secrets(): readonly string[] {
    const { options, ways } = this.transport;
    return [...(options.secrets?.() ?? []), ...ways.secrets()];
  }

  count(key: keyof Counters, by = 1): void {
    for (const { counters } of this.shares) counters[key] += by;
  }

  /** An error of this call; with a response, of its answer. */
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
