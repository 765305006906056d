import type * as http from 'node:http';
import type { Readable } from 'node:stream';
import type { Headers } from 'node-fetch';
import type { Path } from './address';
import { HttpError, type HttpErrorFacts, type Scopes } from './errors';
import type { RateLimitHeaders } from './headers';
import type { HttpPolicy } from './policy';
import { endpointOf } from './redact';
import type { Clock, Counters, Share, Wait } from './waits';
import type { WayOut } from './way-out';

export interface HttpOptions {
  /** The address of the provider's API. Requests leave for this origin only. */
  baseUrl: string | URL;
  /** Hosts that http may go to. Otherwise it is https, or http on loopback. */
  httpHosts?: readonly string[];
  /** Headers of every request. Called before every attempt, so that a rotated token needs no restart. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** What no error may tell, such as the token. Called before every attempt. */
  secrets?: () => readonly string[];
  /** Default: a keep-alive agent of this client's own, through the proxy that the environment names. */
  agent?: http.Agent;
  /** How the provider tells what is left of its rate limit. Without it, only 429 answers slow the client down. */
  rateLimit?: RateLimitHeaders;
  /** The rate pool of a request. Default: one pool for all. */
  pool?: (request: { method: string; path: string }) => string;
  /** Recognises a 429 that comes as a success. */
  isRateLimited?: (body: unknown) => boolean;
  /** The scopes in the headers of a refusal: those of the token, and those of which the endpoint takes one. */
  scopes?: (headers: Headers) => Scopes | undefined;
  /** Called when a request starts a wait, and now and then while it lasts. */
  onWait?: Share['onWait'];
  /** Called with the headers of every answer, refusals included: an error has none. */
  onHeaders?: (headers: Headers) => void;
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  random?: () => number;
}

export interface HttpRequest {
  method?: string;
  /** A path below the base URL, or a URL of the same origin. */
  path: Path | URL;
  /** An array is the same key several times. `undefined` is left out. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  content?: { type: string; text: string | Buffer };
  /** `stream` only: gives the body's bytes as they were sent, compressed or not. A checksum needs them. */
  keepCompressed?: boolean;
  /**
   * Whether the request may be sent again when the provider may have acted on it already. Default: true for GET and
   * HEAD. Otherwise only after no connection, or a 429.
   */
  repeatable?: boolean;
  /** Whether a timeout fails the request at once, because its caller then asks for less. Default false. */
  failsOnTimeout?: boolean;
  /** The next page of a list. It goes before all others. If it is refused, the list is cut, and not forbidden. */
  continues?: boolean;
  signal?: AbortSignal;
}

export interface HttpResponse<T> {
  status: number;
  headers: Headers;
  /** The parsed JSON. `undefined` if there is no body, as in a 204. */
  body: T;
  /** Makes the error of an answer that is not what was due, such as `answered no list`. */
  unusable: (what: string) => HttpError;
}

export interface StreamAnswer {
  status: number;
  headers: Headers;
  /** The body, decompressed unless the request says `keepCompressed`. Ends with an HttpError when it pauses too long. */
  body: Readable;
}

/** A request over all its attempts, until it is answered. */
export interface Call {
  request: HttpRequest;
  method: string;
  url: URL;
  signal: AbortSignal;
  secrets: () => readonly string[];
  /** Milliseconds of its attempts and backoffs, without waits for the rate limit. */
  spentMs: number;
  /** How often it was sent, how often the answer was a 429, and how often we doubted a refusal. */
  sends: number;
  limited: number;
  doubts: number;
  shares: readonly Share[];
}

/** One attempt of a call, ready to leave. */
export interface Attempt extends Pick<HttpOptions, 'scopes' | 'isRateLimited'> {
  call: Call;
  headers: Record<string, string>;
  content?: string | Buffer;
  secrets: readonly string[];
  way: WayOut;
  policy: HttpPolicy;
  accepted: boolean;
  /** Resolves when a large body may be read on, or is given up. What it gives lets the next one go on. */
  largeBodies: (givenUp: Promise<void>) => Promise<() => void>;
}

export type Outcome<T> = { ok: true; headers: Headers; answer: T } | { ok: false; headers?: Headers; error: HttpError };

export function count({ shares }: Call, key: keyof Counters, by = 1): void {
  for (const { counters } of shares) counters[key] += by;
}

export function announce({ shares }: Call, wait: Wait): void {
  for (const { onWait } of shares) onWait?.(wait);
}

export function failed(
  { method, url, secrets }: Call,
  facts: Pick<HttpErrorFacts, 'kind' | 'what' | 'status' | 'retryAfterSeconds'>,
): HttpError {
  return new HttpError({ method, endpoint: endpointOf(url, secrets()), ...facts });
}

export const endedByCaller = (call: Call): HttpError =>
  failed(call, { kind: 'aborted', what: 'was ended by its caller' });

/** @throws HttpError if the URL is of another origin. */
export function urlOf({ method = 'GET', path, query = {} }: HttpRequest, base: URL): URL {
  const url = path instanceof URL ? new URL(path) : new URL(base.pathname.replace(/\/$/, '') + path, base);
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) {
      url.searchParams.append(key, one);
    }
  }
  if (url.origin === base.origin) return url;
  throw new HttpError({
    kind: 'origin',
    method,
    endpoint: `${url.protocol}//${url.host}${url.pathname}`,
    what: `was not sent: ${url.host} is not ${base.host}, and the credentials would go with it`,
  });
}
