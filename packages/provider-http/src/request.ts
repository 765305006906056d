import { endpointOf } from './answer-errors';
import type { Counters, Share, Wait } from './counters';
import { HttpError, type HttpErrorFacts } from './errors';
import type { HttpPolicy } from './policy';

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
  /** The next page of a list: goes before requests that wait for their turn, because pages are the longest chain. */
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
  /** Milliseconds that its attempts and backoffs have taken. */
  spentMs: number;
  /** How often it was sent. */
  sends: number;
  /** Whose it is. */
  shares: readonly Share[];
}

export function count({ shares }: Call, key: keyof Counters, by = 1): void {
  for (const { counters } of shares) counters[key] += by;
}

export function announce({ shares }: Call, wait: Wait): void {
  for (const { onWait } of shares) onWait?.(wait);
}

/** What ends a call beside an answer. */
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

export function isWorthRepeating(error: unknown, { request, method }: Call): error is HttpError {
  if (!(error instanceof HttpError)) return false;
  const repeatable = request.repeatable ?? ['GET', 'HEAD'].includes(method);
  if (error.kind === 'status') return repeatable && (error.status === 408 || (error.status ?? 0) >= 500);
  if (error.kind === 'body') return repeatable;
  return (error.kind === 'network' || error.kind === 'timeout') && (repeatable || error.unsent);
}

/** What the provider asks for, else a random time under a doubling bound ("full jitter"). */
export function backoffMs(error: HttpError, attempt: number, policy: HttpPolicy, random: () => number): number {
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  return random() * Math.min(policy.backoffMaxSeconds, policy.backoffBaseSeconds * 2 ** attempt) * 1000;
}
