import type * as http from 'node:http';
import { Readable } from 'node:stream';
import fetch, { type Headers, type Response } from 'node-fetch';
import { HttpError, type HttpErrorFacts } from './errors';
import type { HttpPolicy } from './policy';
import { excerpt, redact } from './redact';

/** One request as it leaves, all settled. */
export interface Outgoing {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
  agent: http.Agent;
  secrets: readonly string[];
  /** What is left of the request's time, in milliseconds. */
  leftMs: number;
  signal?: AbortSignal;
  /** See HttpOptions. */
  missingScope?: (headers: Headers) => string | undefined;
}

/** How one exchange ended. The headers stay here, where the policy reads them: an error must not carry them. */
export type Outcome<T> = { ok: true; headers: Headers; answer: T } | { ok: false; headers?: Headers; error: HttpError };

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** The parsed JSON; `undefined` where the answer has no body. */
  body: unknown;
}

export interface StreamAnswer {
  status: number;
  headers: Headers;
  /** The body, decompressed. Ends with an HttpError when it pauses too long. */
  body: Readable;
}

type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'code' | 'unsent'>;

/** Ends an exchange that takes too long or breaks off, and knows afterwards why it was ended. */
interface Watch {
  signal: AbortSignal;
  /** What ended the exchange, if the watch did. */
  ended(): Ending | undefined;
  observe(request: http.ClientRequest): void;
  /** The headers are there: from now on each piece of the body restarts the timer. */
  reading(): void;
  alive(): void;
  stop(): void;
}

/** Sends one request, once, and reads its JSON. Everything but a success with the JSON that was due is an error. */
export function exchangeJson(outgoing: Outgoing, policy: HttpPolicy): Promise<Outcome<JsonAnswer>> {
  return exchange(outgoing, policy, outgoing.leftMs, async (response, watch) => {
    const text = await readText(response, outgoing, policy.bodyBytes, watch);
    watch.stop();
    return { status: response.status, headers: response.headers, body: parse(response, outgoing, text) };
  });
}

/** Sends one request, once, and gives its body as it comes. */
export function exchangeStream(outgoing: Outgoing, policy: HttpPolicy): Promise<Outcome<StreamAnswer>> {
  return exchange(outgoing, policy, Infinity, async (response, watch) => {
    const pieces = readPieces(response, outgoing, watch);
    return { status: response.status, headers: response.headers, body: Readable.from(pieces, { objectMode: false }) };
  });
}

async function exchange<T>(
  outgoing: Outgoing,
  policy: HttpPolicy,
  leftMs: number,
  read: (response: Response, watch: Watch) => Promise<T>,
): Promise<Outcome<T>> {
  const watch = startWatch(outgoing.signal, leftMs, policy);
  let response: Response | undefined;
  try {
    response = await send(outgoing, watch);
    watch.reading();
    if (!response.ok) {
      // The status says what happened, also where the words about it cannot be read.
      const words = await readText(response, outgoing, policy.bodyBytes, watch).catch(() => '');
      throw statusError(response, outgoing, words);
    }
    return { ok: true, headers: response.headers, answer: await read(response, watch) };
  } catch (error) {
    watch.stop();
    return {
      ok: false,
      headers: response?.headers,
      error: failure(error, outgoing, watch, 'broke off in the middle of its body', response),
    };
  }
}

async function send(outgoing: Outgoing, watch: Watch): Promise<Response> {
  const { url, method, headers, body } = outgoing;
  const agent = () => watchedAgent(outgoing.agent, watch);
  try {
    // The AbortSignal type of node-fetch's declarations is older than Node's.
    const signal = watch.signal as never;
    return await fetch(url.href, { method, headers, body, agent, signal, redirect: 'manual' });
  } catch (error) {
    throw failure(error, outgoing, watch, 'got no answer');
  }
}

/** The agent as it is, but that it shows each request to the watch: node-fetch itself never gives it out. */
function watchedAgent(agent: http.Agent, watch: Watch): http.Agent {
  const { addRequest } = agent as unknown as { addRequest: (request: http.ClientRequest, ...rest: unknown[]) => void };
  return Object.create(agent, {
    addRequest: {
      value(request: http.ClientRequest, ...rest: unknown[]) {
        watch.observe(request);
        addRequest.call(agent, request, ...rest);
      },
    },
  }) as http.Agent;
}

async function* readPieces(response: Response, outgoing: Outgoing, watch: Watch): AsyncGenerator<Buffer> {
  try {
    for await (const piece of response.body) {
      watch.alive();
      yield piece as Buffer;
    }
  } catch (error) {
    throw failure(error, outgoing, watch, 'broke off in the middle of its body', response);
  } finally {
    watch.stop();
  }
}

async function readText(response: Response, outgoing: Outgoing, bodyBytes: number, watch: Watch): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of readPieces(response, outgoing, watch)) {
    bytes += piece.length;
    if (bytes > bodyBytes) {
      throw new HttpError({
        ...factsOf(outgoing, response),
        kind: 'body',
        what: `answered more than ${bodyBytes} bytes`,
      });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parse(response: Response, outgoing: Outgoing, text: string): unknown {
  if (response.status === 204) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const what = isHtml(response, text) ? 'answered an HTML page' : text ? 'answered invalid JSON' : 'answered no body';
    throw new HttpError({
      ...factsOf(outgoing, response),
      kind: 'body',
      what: `${what} where JSON was due`,
      bodyExcerpt: excerpt(text, outgoing.secrets) || undefined,
    });
  }
}

function statusError(response: Response, outgoing: Outgoing, text: string): HttpError {
  const { status, headers } = response;
  const statusText = redact(response.statusText, outgoing.secrets);
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  const towards = location ? `, which points to ${redact(withoutQuery(location, outgoing.url), outgoing.secrets)}` : '';
  const retryAfterSeconds = retryAfter(headers);
  const asks = retryAfterSeconds === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
  return new HttpError({
    ...factsOf(outgoing, response),
    kind: 'status',
    what: `answered ${status} ${statusText}`.trimEnd() + towards + asks,
    retryAfterSeconds,
    missingScope: outgoing.missingScope?.(headers),
    bodyExcerpt: excerpt(text, outgoing.secrets) || undefined,
    json: isJson(text),
  });
}

/** The seconds that the provider asks to wait: a number of seconds, or a date by its own clock. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const until = Date.parse(value);
  const now = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, (until - (Number.isNaN(now) ? Date.now() : now)) / 1000);
}

/** Translates whatever the library or the socket threw, and keeps nothing of it but its code. */
function failure(error: unknown, outgoing: Outgoing, watch: Watch, what: string, response?: Response): HttpError {
  if (error instanceof HttpError) return error;
  const facts = factsOf(outgoing, response);
  const ended = watch.ended();
  if (ended) return new HttpError({ ...facts, ...ended });
  const code = (error as { code?: unknown }).code;
  const named = typeof code === 'string' ? ` (${code})` : '';
  return new HttpError({
    ...facts,
    kind: response ? 'body' : 'network',
    what: `${what}${named}`,
    code: typeof code === 'string' ? code : undefined,
    unsent: typeof code === 'string' && NEVER_SENT.has(code),
  });
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function factsOf(outgoing: Outgoing, response?: Response) {
  return {
    method: outgoing.method,
    endpoint: endpointOf(outgoing.url, outgoing.secrets),
    status: response?.status,
    statusText: response && redact(response.statusText, outgoing.secrets),
    requestId: response && requestIdOf(response.headers, outgoing.secrets),
  };
}

/** The URL as an error may name it. */
export function endpointOf(url: URL, secrets: readonly string[]): string {
  return redact(`${url.protocol}//${url.host}${url.pathname}${url.search}`, secrets);
}

function requestIdOf(headers: Headers, secrets: readonly string[]): string | undefined {
  const id = headers.get('request-id') ?? headers.get('x-request-id');
  return id === null ? undefined : redact(id, secrets);
}

function withoutQuery(location: string, base: URL): string {
  try {
    const url = new URL(location, base);
    return `${url.protocol}//${url.host}${url.pathname}`;
  } catch {
    return 'an address that is no URL';
  }
}

function isHtml(response: Response, text: string): boolean {
  return /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function startWatch(callers: AbortSignal | undefined, leftMs: number, policy: HttpPolicy): Watch {
  const controller = new AbortController();
  let ended: Ending | undefined;
  const end = (ending: Ending) => {
    ended ??= ending;
    controller.abort();
  };
  const after = (seconds: number, what: string, unsent = false) =>
    setTimeout(() => end({ kind: 'timeout', what, unsent }), seconds * 1000);

  let silence = after(policy.headersSeconds, `sent no headers within ${policy.headersSeconds} s`);
  let connecting: NodeJS.Timeout | undefined;
  const whole = Number.isFinite(leftMs)
    ? after(leftMs / 1000, `took longer than ${policy.requestSeconds} s in all`)
    : undefined;
  const aborted = () => end({ kind: 'aborted', what: 'was ended by its caller' });
  if (callers?.aborted) aborted();
  callers?.addEventListener('abort', aborted);

  function connected() {
    clearTimeout(connecting);
    silence.refresh();
  }

  return {
    signal: controller.signal,
    ended: () => ended,
    observe(request) {
      request.once('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = after(policy.connectSeconds, `got no connection within ${policy.connectSeconds} s`, true);
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
      });
      request.once('response', (response) => {
        // node-fetch does not notice that a body of known length broke off, and would wait for its end for ever.
        response.once('close', () => {
          if (!response.complete) end({ kind: 'body', what: 'broke off in the middle of its body' });
        });
      });
    },
    reading() {
      clearTimeout(silence);
      silence = after(policy.idleBodySeconds, `paused for ${policy.idleBodySeconds} s in the middle of its body`);
    },
    alive: () => silence.refresh(),
    stop() {
      clearTimeout(silence);
      clearTimeout(connecting);
      clearTimeout(whole);
      callers?.removeEventListener('abort', aborted);
    },
  };
}
