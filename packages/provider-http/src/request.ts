import { endpointOf } from './answer-errors';
import type { Counters, Share, Wait } from './counters';
import { HttpError, type HttpErrorFacts } from './errors';

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
  /** Sent as it is, instead of `body`: for what is signed, or is JSON already. */
  content?: { type: string; text: string };
  /** `stream` only: the body's bytes as they were sent, also where they are compressed, as a checksum needs them. */
  keepCompressed?: boolean;
  /**
   * Whether the request may be sent again when it is not known whether the provider acted on it. Default: true for GET
   * and HEAD. Otherwise only what surely was not acted on is sent again: no connection, or a 429.
   */
  repeatable?: boolean;
  /** Whether a timeout fails the request at once, as its caller asks for less then. Default false: it is sent again. */
  failsOnTimeout?: boolean;
  /** The next page of a list: it goes before all others. Refused, the list is cut, and not forbidden. */
  continues?: boolean;
  signal?: AbortSignal;
}

/** What a request is until it is answered, over all its attempts. */
export interface Call {
  request: HttpRequest;
  method: string;
  url: URL;
  signal: AbortSignal;
  /** See HttpOptions. */
  secrets: () => readonly string[];
  /** Milliseconds that its attempts and backoffs have taken, without waits for the rate limit. */
  spentMs: number;
  /** How often it was sent. */
  sends: number;
  /** How often the answer was a 429. */
  limited: number;
  /** How often a refusal was doubted. */
  doubts: number;
  /** Whose it is. */
  shares: readonly Share[];
}

export function count({ shares }: Call, key: keyof Counters, by = 1): void {
  for (const { counters } of shares) counters[key] += by;
}

export function announce({ shares }: Call, wait: Wait): void {
  for (const { onWait } of shares) onWait?.(wait);
}

/** What ends a call other than an answer. */
export function failed(
  { method, url, secrets }: Call,
  facts: Pick<HttpErrorFacts, 'kind' | 'what' | 'status' | 'retryAfterSeconds'>,
): HttpError {
  return new HttpError({ method, endpoint: endpointOf(url, secrets()), ...facts });
}

/** @throws HttpError where it leads to another origin, or is no URL. */
export function urlOf({ method = 'GET', path, query = {} }: HttpRequest, base: URL): URL {
  let url: URL;
  try {
    url = new URL(path.replace(/^\/(?!\/)/, `${base.pathname.replace(/\/$/, '')}/`), base);
  } catch {
    throw new HttpError({
      kind: 'request',
      method,
      endpoint: base.origin,
      what: 'was not sent: its address is no URL',
    });
  }
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
