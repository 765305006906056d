import { FetchError, type Response } from 'node-fetch';
import type { Attempt } from './call';
import { HttpError, type HttpErrorFacts } from './errors';
import { secondsIn } from './headers';
import { endpointOf, excerpt } from './redact';
import { BROKE_OFF, type Watch } from './watch';
import { distrust } from './way-out';

const LONGEST_ID = 100;

/** An error of this attempt; with a response, of its answer. */
export function errorOf(
  { call: { method, url, request }, secrets, accepted }: Attempt,
  response: Response | undefined,
  facts: Pick<HttpErrorFacts, 'kind' | 'what'> & Partial<HttpErrorFacts>,
): HttpError {
  const requestId = response?.headers.get('request-id') ?? response?.headers.get('x-request-id');
  return new HttpError({
    method,
    endpoint: endpointOf(url, secrets),
    status: response?.status,
    statusText: response && excerpt(response.statusText, secrets),
    requestId: requestId ? excerpt(requestId, secrets, LONGEST_ID) : undefined,
    continues: request.continues,
    accepted,
    ...facts,
  });
}

/** The error of an answer with a status that is no success, and with this text, or the beginning of it. */
export function statusError(response: Response, attempt: Attempt, text: string, isWhole: boolean): HttpError {
  const { status, statusText, headers } = response;
  const { secrets, scopes, call } = attempt;
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  const isUrl = location !== null && URL.canParse(location, call.url.href);
  const towards = isUrl ? `, which points to ${excerpt(withoutQuery(new URL(location, call.url)), secrets)}` : '';
  const retryAfterSeconds = secondsIn(headers, 'retry-after');
  const asks = retryAfterSeconds === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
  const isSaidToBeJson = /json/i.test(headers.get('content-type') ?? '');
  return errorOf(attempt, response, {
    kind: 'status',
    what: `answered ${status} ${excerpt(statusText, secrets)}`.trimEnd() + towards + asks,
    retryAfterSeconds,
    scopes: scopes?.(headers),
    said: excerpt(wordsIn(text), secrets) || undefined,
    // A body that broke off counts where it begins as JSON, or is said to be JSON.
    json: isObject(text) || (isWhole ? isSaidToBeJson && beginsAsJson(text) : isSaidToBeJson || beginsAsJson(text)),
  });
}

/** The error of a success whose body is not the JSON that was due. */
export function notJsonError(response: Response, attempt: Attempt, text: string): HttpError {
  const html = /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text);
  const what = html ? 'answered an HTML page' : text ? 'answered invalid JSON' : 'answered no body';
  // JSON that broke off is data of a customer, and no log may have it.
  const said = beginsAsJson(text) ? undefined : excerpt(wordsIn(text), attempt.secrets) || undefined;
  return errorOf(attempt, response, { kind: 'body', what: `${what} where JSON was due`, said });
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The error for what the library or the socket threw. Of theirs, it keeps the code only. */
export function failure(error: unknown, attempt: Attempt, watch: Watch, response?: Response): HttpError {
  if (error instanceof HttpError) return error;
  const ended = watch.ended();
  if (ended) return errorOf(attempt, response, ended);
  const { code: anyCode } = error as { code?: unknown };
  const code = typeof anyCode === 'string' ? anyCode : undefined;
  const named = code ? ` (${code})` : '';
  if (response) return errorOf(attempt, response, { kind: 'body', what: `${BROKE_OFF}${named}`, code });
  if (!(error instanceof FetchError)) {
    const what = `could not be sent: its URL or a header has a character that HTTP does not allow${named}`;
    return errorOf(attempt, response, { kind: 'request', what, code, unsent: true });
  }
  const { proxy } = attempt.way;
  const isProxys = proxy !== undefined && !watch.isThrough();
  const untrusted = distrust(code, isProxys ? `the proxy ${proxy}` : attempt.call.url.host);
  if (untrusted) return errorOf(attempt, response, { kind: 'connection', what: untrusted, code, unsent: true });
  if (isProxys) {
    const why = code ? `could not be reached${named}` : 'closed the connection without an answer';
    const what = `got no connection: the proxy ${proxy} ${why}`;
    return errorOf(attempt, response, { kind: 'network', what, code, unsent: true });
  }
  const unsent = code !== undefined && NEVER_SENT.has(code);
  return errorOf(attempt, response, { kind: 'network', what: `got no answer${named}`, code, unsent });
}

const withoutQuery = ({ protocol, host, pathname }: URL) => `${protocol}//${host}${pathname}`;

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

/** The names that providers give to an error's id and to its sentence. */
const ID = ['id', 'code'];
const SENTENCE = ['message', 'detail', 'details', 'error_description', 'title', 'error', 'errors'];
const DEPTH = 4;

/** What a body says: of JSON the id and the sentences, of a page the title, of a text all of it. */
function wordsIn(body: string): string {
  try {
    const words = wordsOf(JSON.parse(body), DEPTH);
    return words.length > 0 ? [...new Set(words)].join(': ') : body;
  } catch {
    return /<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? body;
  }
}

function wordsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((one) => wordsOf(one, depth - 1));
  const fields = value as Record<string, unknown>;
  const id = ID.map((key) => fields[key]).filter((one) => typeof one === 'string' || typeof one === 'number');
  return [...id.slice(0, 1).map(String), ...SENTENCE.flatMap((key) => wordsOf(fields[key], depth - 1))];
}
