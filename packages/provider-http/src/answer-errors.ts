import { FetchError, type Response } from 'node-fetch';
import type { Call, HttpOptions } from './call';
import { HttpError, type Scopes } from './errors';
import { secondsIn } from './headers';
import { excerpt } from './redact';
import { BROKE_OFF, type Watch } from './watch';
import { distrust } from './way-out';

export function statusError(response: Response, call: Call, text: string): HttpError {
  const { status, statusText, headers } = response;
  const { secrets, transport } = call;
  const body = parsed(text);
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  const isUrl = location !== null && URL.canParse(location, call.url.href);
  const target = isUrl ? excerpt(withoutQuery(new URL(location, call.url)), secrets) : undefined;
  const towards = target ? `, which points to ${target}` : '';
  const retryAfterSeconds = secondsIn(headers, 'retry-after');
  const asks = retryAfterSeconds === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
  const facts = {
    kind: 'status' as const,
    what: `answered ${status} ${excerpt(statusText, secrets)}`.trimEnd() + towards + asks,
    retryAfterSeconds,
    location: target,
    scopes: cleanScopes(transport.options.scopes?.(headers, body), secrets),
    said: excerpt(wordsIn(text, body), secrets) || undefined,
    isOwn: isOwn(body, transport.options),
  };
  return call.error(facts, response);
}

/** For a success with an unexpected body. An object can contain an error message. */
export function unusableError(response: Response, call: Call, body: unknown, what: string): HttpError {
  const words = Array.isArray(body) ? '' : sentencesOf(body);
  return call.error({ kind: 'body', what, said: excerpt(words, call.secrets) || undefined }, response);
}

export function notJsonError(response: Response, call: Call, text: string): HttpError {
  const html = /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text);
  const what = html ? 'answered an HTML page' : text ? 'answered invalid JSON' : 'answered no body';
  // Incomplete JSON can contain customer data, which must not get into a log.
  const said = /^\s*[[{]/.test(text) ? undefined : excerpt(wordsIn(text), call.secrets) || undefined;
  return call.error({ kind: 'body', what: `${what} where JSON was due`, said }, response);
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Replaces an error of node-fetch or the socket, and keeps only its code. */
export function failure(error: unknown, call: Call, watch: Watch, response?: Response): HttpError {
  if (error instanceof HttpError) return error;
  if (watch.ending) return call.error(watch.ending, response);
  const { code: anyCode } = error as { code?: unknown };
  const code = typeof anyCode === 'string' ? anyCode : undefined;
  const named = code ? ` (${code})` : '';
  if (response) return call.error({ kind: 'body', what: `${BROKE_OFF}${named}`, code }, response);
  if (!(error instanceof FetchError)) {
    const what = `could not be sent: its URL or a header has a character that HTTP does not allow${named}`;
    return call.error({ kind: 'request', what, code, unsent: true });
  }
  const proxy = watch.isPastProxy ? undefined : call.way?.proxy;
  const untrusted = distrust(code, proxy ? `the proxy ${proxy}` : call.url.host);
  if (untrusted) return call.error({ kind: 'connection', what: untrusted, code, unsent: true });
  if (proxy) {
    const why = code ? `could not be reached${named}` : 'closed the connection without an answer';
    const what = `got no connection: the proxy ${proxy} ${why}`;
    return call.error({ kind: 'network', what, code, unsent: true });
  }
  const unsent = code !== undefined && NEVER_SENT.has(code);
  return call.error({ kind: 'network', what: `got no answer${named}`, code, unsent });
}

function cleanScopes(scopes: Scopes | undefined, secrets: readonly string[]): Scopes | undefined {
  const clean = (names: readonly string[]) => names.map((name) => excerpt(name, secrets));
  return scopes && { has: clean(scopes.has), takes: clean(scopes.takes) };
}

const withoutQuery = ({ protocol, host, pathname }: URL) => `${protocol}//${host}${pathname}`;

/** Incomplete JSON is not: the missing part may contain the reason. */
const isOwn = (body: unknown, options: HttpOptions): boolean =>
  typeof body === 'object' && body !== null && (options.isOwnError?.(body) ?? true);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The message in a body: the id and the sentences of JSON, the title of a page, or the whole text. */
const wordsIn = (text: string, body?: unknown): string =>
  sentencesOf(body) || (/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? text);

const sentencesOf = (body: unknown): string => [...new Set(wordsOf(body, 4))].join(': ');

const ID = ['id', 'code'];
const SENTENCE = ['message', 'detail', 'details', 'error_description', 'title', 'error', 'errors'];

function wordsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((one) => wordsOf(one, depth - 1));
  const fields = value as Record<string, unknown>;
  const id = ID.map((key) => fields[key]).filter((one) => typeof one === 'string' || typeof one === 'number');
  return [...id.slice(0, 1).map(String), ...SENTENCE.flatMap((key) => wordsOf(fields[key], depth - 1))];
}
