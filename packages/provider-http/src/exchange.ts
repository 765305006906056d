import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { constants, unzipSync } from 'node:zlib';
import fetch, { type Headers, type Response } from 'node-fetch';
import {
  failure,
  notJsonError,
  statusError,
  tooLargeError,
  unusableError,
  type Asked,
  type Words,
} from './answer-errors';
import type { HttpError } from './errors';
import type { HttpPolicy } from './policy';
import type { Place, Room } from './room';
import { startWatch, type Watch } from './watch';

/** One request as it leaves, all settled. */
export interface Outgoing extends Asked {
  headers: Record<string, string>;
  body?: string;
  /** A stream only: its bytes as they were sent. */
  keepCompressed: boolean;
  agent: http.Agent;
  /** For the bodies of all requests that are in flight. */
  room: Room;
  /** What is left of the request's time, in milliseconds. */
  leftMs: number;
  signal?: AbortSignal;
}

/** How one exchange ended. The headers stay here, where the policy reads them: an error must not carry them. */
export type Outcome<T> = { ok: true; headers: Headers; answer: T } | { ok: false; headers?: Headers; error: HttpError };

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** The parsed JSON; `undefined` where the answer has no body, as a 204 or the answer to a HEAD. */
  body: unknown;
  /** The error of an answer that is not what was due. */
  unusable: (what: string) => HttpError;
}

export interface StreamAnswer {
  status: number;
  headers: Headers;
  /** The body, decompressed unless the request says `keepCompressed`. Ends with an HttpError when it pauses too long. */
  body: Readable;
}

/** Sends one request, once, and reads its JSON. Everything but a success with the JSON that was due is an error. */
export function exchangeJson(outgoing: Outgoing, policy: HttpPolicy): Promise<Outcome<JsonAnswer>> {
  const { headers, leftMs } = outgoing;
  // Unzipping a body as a whole costs a part of what a stream for each costs, in time and above all in memory.
  const zipped = { ...outgoing, keepCompressed: true, headers: { 'accept-encoding': 'gzip', ...headers } };
  return exchange(zipped, policy, leftMs, async (response, watch) => {
    const place = outgoing.room.enter();
    const text = await readText(response, outgoing, policy.bodyBytes, watch, place).finally(() => place.leave());
    const unusable = (what: string) => unusableError(response, outgoing, what);
    return { status: response.status, headers: response.headers, body: parse(response, outgoing, text), unusable };
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
      const words = await readWords(response, outgoing, policy, watch);
      throw statusError(response, outgoing, words);
    }
    return { ok: true, headers: response.headers, answer: await read(response, watch) };
  } catch (error) {
    const failed = failure(error, outgoing, watch.ended(), response);
    watch.stop();
    return { ok: false, headers: response?.headers, error: failed };
  }
}

async function send({ url, method, headers, body, keepCompressed, agent }: Outgoing, watch: Watch): Promise<Response> {
  const response = await fetch(url.href, {
    method,
    headers,
    body,
    agent: () => watchedAgent(agent, watch),
    redirect: 'manual',
    compress: !keepCompressed,
  });
  // A body that is given up reports that to whoever listens, and ends the process where nobody does.
  response.body.on('error', () => undefined);
  watch.observeBody(response.body as Readable);
  return response;
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
  let whole = false;
  try {
    for await (const piece of response.body) {
      watch.consuming();
      yield piece as Buffer;
      watch.reading();
    }
    whole = true;
  } catch (error) {
    throw failure(error, outgoing, watch.ended(), response);
  } finally {
    // Aborting what is over makes an error that nobody sees, for every request.
    if (whole) watch.done();
    else watch.stop();
  }
}

async function readText(
  response: Response,
  outgoing: Outgoing,
  bodyBytes: number,
  watch: Watch,
  place: Place,
): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of readPieces(response, outgoing, watch)) {
    bytes += piece.length;
    if (bytes > bodyBytes) throw tooLargeError(response, outgoing, bodyBytes);
    pieces.push(piece);
    await place.take(piece.length, watch.signal);
  }
  const body = Buffer.concat(pieces);
  if (!isZipped(response) || bytes === 0) return body.toString('utf8');
  try {
    return unzipSync(body, { maxOutputLength: bodyBytes }).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLargeError(response, outgoing, bodyBytes);
    throw failure(error, outgoing, watch.ended(), response);
  }
}

const isZipped = ({ headers }: Response): boolean =>
  /^((x-)?gzip|deflate)$/i.test(headers.get('content-encoding')?.trim() ?? '');

const WORDS_BYTES = 64 * 1024;

/** What a refusal says: the status tells what happened also where not all of its words come, in bytes or in time. */
async function readWords(response: Response, outgoing: Outgoing, policy: HttpPolicy, watch: Watch): Promise<Words> {
  const pieces: Buffer[] = [];
  const words = (whole: boolean) => ({ text: textOf(Buffer.concat(pieces), outgoing, response), whole });
  const until = performance.now() + policy.idleBodySeconds * 1000;
  let bytes = 0;
  try {
    for await (const piece of readPieces(response, outgoing, watch)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > WORDS_BYTES || performance.now() > until) return words(false);
    }
    return words(true);
  } catch {
    return words(false);
  }
}

/** As much of the words as can be read: what broke off ends in the middle. */
function textOf(words: Buffer, { keepCompressed }: Outgoing, response: Response): string {
  if (!keepCompressed || !isZipped(response)) return words.toString('utf8');
  try {
    const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * WORDS_BYTES };
    return unzipSync(words, lenient).toString('utf8');
  } catch {
    return '';
  }
}

function parse(response: Response, outgoing: Outgoing, text: string): unknown {
  if (text === '' && (outgoing.method === 'HEAD' || response.status !== 200)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw notJsonError(response, outgoing, text);
  }
}
