import { FetchError, type Headers, type Response } from 'node-fetch';
import { numberIn } from './budget';
import { distrust } from './certificates';
import { HttpError, type Scopes } from './errors';
import { saidIn } from './said';
import { excerpt, redact } from './redact';
import type { Ending } from './watch';

/** What an error may know of its request. */
export interface Asked {
  url: URL;
  method: string;
  secrets: readonly string[];
  /** See HttpOptions. */
  scopes?: (headers: Headers) => Scopes | undefined;
  /** Whether it asks for a further page of a list. */
  continues: boolean;
  /** Whether the provider has accepted the credentials before. */
  accepted: boolean;
}

/** What was read of the body of a refusal. */
export interface Words {
  text: string;
  /** Whether it is all of it. */
  whole: boolean;
}

/** An answer with a status that is not a success. */
export function statusError(response: Response, asked: Asked, { text, whole }: Words): HttpError {
  const { status, headers } = response;
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  const towards = location ? `, which points to ${excerpt(withoutQuery(location, asked.url), asked.secrets)}` : '';
  const retryAfterSeconds = retryAfter(headers);
  const isSaidToBeJson = /json/i.test(headers.get('content-type') ?? '');
  const asks = retryAfterSeconds === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
  return new HttpError({
    ...factsOf(asked, response),
    kind: 'status',
    what: `answered ${status} ${excerpt(response.statusText, asked.secrets)}`.trimEnd() + towards + asks,
    retryAfterSeconds,
    scopes: asked.scopes?.(headers),
    bodyExcerpt: excerpt(text, asked.secrets) || undefined,
    said: saidIn(text, asked.secrets),
    // What broke off counts where it begins as JSON, or says that it is.
    json:
      isObject(text) || (!whole && (beginsAsJson(text) || isSaidToBeJson)) || (isSaidToBeJson && beginsAsJson(text)),
  });
}

/** A success whose body is not the JSON that was due. */
export function notJsonError(response: Response, asked: Asked, text: string): HttpError {
  const html = /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text);
  const what = html ? 'answered an HTML page' : text ? 'answered invalid JSON' : 'answered no body';
  return new HttpError({
    ...factsOf(asked, response),
    kind: 'body',
    what: `${what} where JSON was due`,
    // What begins as JSON broke off: of what somebody's data holds, nothing belongs into a log.
    bodyExcerpt: beginsAsJson(text) ? undefined : excerpt(text, asked.secrets) || undefined,
  });
}

/** A success whose JSON is not what was due. */
export function unusableError(response: Response, asked: Asked, what: string): HttpError {
  return new HttpError({ ...factsOf(asked, response), kind: 'body', what });
}

export function tooLargeError(response: Response, asked: Asked, bytes: number): HttpError {
  return new HttpError({ ...factsOf(asked, response), kind: 'body', what: `answered more than ${bytes} bytes` });
}

/** Translates whatever the library or the socket threw, and keeps nothing of it but its code. */
export function failure(error: unknown, asked: Asked, ended: Ending | undefined, response?: Response): HttpError {
  if (error instanceof HttpError) return error;
  const facts = factsOf(asked, response);
  if (ended) return new HttpError({ ...facts, ...ended });
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' ? code : undefined;
  const named = known ? ` (${known})` : '';
  if (response)
    return new HttpError({ ...facts, kind: 'body', what: `broke off in the middle of its body${named}`, code: known });
  if (!(error instanceof FetchError)) {
    const what = `could not be sent: its URL or a header has a character that HTTP does not allow${named}`;
    return new HttpError({ ...facts, kind: 'request', what, code: known, unsent: true });
  }
  const untrusted = distrust(known, asked.url.host);
  if (untrusted) return new HttpError({ ...facts, kind: 'connection', what: untrusted, code: known, unsent: true });
  const unsent = known !== undefined && NEVER_SENT.has(known);
  return new HttpError({ ...facts, kind: 'network', what: `got no answer${named}`, code: known, unsent });
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The seconds that the provider asks to wait: a number of seconds, or a date by its own clock. */
function retryAfter(headers: Headers): number | undefined {
  const seconds = numberIn(headers, 'retry-after');
  if (seconds !== undefined) return seconds;
  const until = Date.parse(headers.get('retry-after') ?? '');
  const now = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, (until - (Number.isNaN(now) ? Date.now() : now)) / 1000);
}

function factsOf(asked: Asked, response?: Response) {
  return {
    method: asked.method,
    endpoint: endpointOf(asked.url, asked.secrets),
    status: response?.status,
    statusText: response && excerpt(response.statusText, asked.secrets),
    requestId: response && requestIdOf(response.headers, asked.secrets),
    continues: asked.continues,
    accepted: asked.accepted,
  };
}

/** The URL as an error may name it. */
export function endpointOf(url: URL, secrets: readonly string[]): string {
  return redact(`${url.protocol}//${url.host}${url.pathname}${url.search}`, secrets);
}

const LONGEST_ID = 100;

function requestIdOf(headers: Headers, secrets: readonly string[]): string | undefined {
  const id = headers.get('request-id') ?? headers.get('x-request-id');
  return id === null ? undefined : excerpt(id, secrets, LONGEST_ID);
}

function withoutQuery(location: string, base: URL): string {
  try {
    const url = new URL(location, base);
    return `${url.protocol}//${url.host}${url.pathname}`;
  } catch {
    return 'an address that is no URL';
  }
}

/** What broke off is no JSON any more, but was meant to be. */
const beginsAsJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** Providers put their errors into an object, or a list of them. */
function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
