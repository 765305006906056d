import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { constants, unzipSync } from 'node:zlib';
import fetch, { type Response } from 'node-fetch';
import { errorOf, failure, notJsonError, statusError } from './answer-errors';
import type { Attempt, HttpResponse, Outcome, StreamAnswer } from './call';
import type { HttpError } from './errors';
import { startWatch, type Watch } from './watch';

/** Sends a request once, and reads its JSON. Everything but a success with the JSON that was due is an error. */
export async function exchangeJson(attempt: Attempt): Promise<Outcome<HttpResponse<unknown>>> {
  const { policy, call, isRateLimited } = attempt;
  // To unzip a body as a whole costs a part of the time and memory of a stream.
  const zipped = { ...attempt, headers: { 'accept-encoding': 'gzip', ...attempt.headers } };
  const leftMs = policy.requestSeconds * 1000 - call.spentMs;
  const outcome = await exchange(zipped, true, leftMs, async (response, watch) => {
    const { status, headers } = response;
    const body = parse(response, attempt, await readText(response, attempt, watch));
    return { status, headers, body, unusable: (what: string) => errorOf(attempt, response, { kind: 'body', what }) };
  });
  if (!outcome.ok || !isRateLimited?.(outcome.answer.body)) return outcome;
  const error = errorOf(attempt, undefined, { kind: 'status', status: 429, what: 'answered 429 inside a success' });
  return { ok: false, headers: outcome.headers, error };
}

/** Sends a request once, and gives its body as it comes. */
export function exchangeStream(attempt: Attempt): Promise<Outcome<StreamAnswer>> {
  const { keepCompressed = false } = attempt.call.request;
  return exchange(attempt, keepCompressed, Infinity, async (response, watch) => {
    const pieces = readPieces(response, attempt, watch);
    return { status: response.status, headers: response.headers, body: Readable.from(pieces, { objectMode: false }) };
  });
}

async function exchange<T>(
  attempt: Attempt,
  keepCompressed: boolean,
  leftMs: number,
  read: (response: Response, watch: Watch) => Promise<T>,
): Promise<Outcome<T>> {
  const { call, headers, content, way, policy } = attempt;
  const watch = startWatch(call.signal, leftMs, policy, way.proxy);
  let response: Response | undefined;
  try {
    response = await fetch(call.url.href, {
      method: call.method,
      headers,
      body: content,
      agent: () => watchedAgent(way.agent, watch),
      redirect: 'manual',
      compress: !keepCompressed,
    });
    // A body that is given up emits an error, which ends the process if no one listens.
    response.body.on('error', () => undefined);
    watch.observeBody(response.body as Readable);
    watch.reading();
    if (!response.ok) throw await refusal(response, attempt, watch, keepCompressed);
    return { ok: true, headers: response.headers, answer: await read(response, watch) };
  } catch (error) {
    const failed = failure(error, attempt, watch, response);
    watch.stop();
    return { ok: false, headers: response?.headers, error: failed };
  }
}

/** The agent as it is, but it shows each request to the watch: node-fetch itself never gives one out. */
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

async function* readPieces(response: Response, attempt: Attempt, watch: Watch): AsyncGenerator<Buffer> {
  let whole = false;
  try {
    for await (const piece of response.body) {
      watch.consuming();
      yield piece as Buffer;
      watch.reading();
    }
    whole = true;
  } catch (error) {
    throw failure(error, attempt, watch, response);
  } finally {
    // To stop what is over would make an error for every request.
    if (whole) watch.done();
    else watch.stop();
  }
}

async function readText(response: Response, attempt: Attempt, watch: Watch): Promise<string> {
  const { bodyBytes, concurrency } = attempt.policy;
  const tooLarge = () => errorOf(attempt, response, { kind: 'body', what: `answered more than ${bodyBytes} bytes` });
  const pieces: Buffer[] = [];
  let bytes = 0;
  let leave: (() => void) | undefined;
  try {
    for await (const piece of readPieces(response, attempt, watch)) {
      bytes += piece.length;
      if (bytes > bodyBytes) throw tooLarge();
      pieces.push(piece);
      // Small bodies together hold at most a quarter of the largest one.
      if (bytes * 4 * concurrency > bodyBytes) leave ??= await attempt.largeBodies(watch.over);
    }
    const body = Buffer.concat(pieces);
    if (!isZipped(response) || bytes === 0) return body.toString('utf8');
    return unzipSync(body, { maxOutputLength: bodyBytes }).toString('utf8');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : error;
  } finally {
    leave?.();
  }
}

export function createTurns(): Attempt['largeBodies'] {
  let last: Promise<unknown> = Promise.resolve();
  return async (givenUp) => {
    const before = last;
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    last = before.then(() => left);
    await Promise.race([before, givenUp]);
    return leave;
  };
}

const isZipped = ({ headers }: Response): boolean =>
  /^((x-)?gzip|deflate)$/i.test(headers.get('content-encoding')?.trim() ?? '');

const WORDS_BYTES = 64 * 1024;

/** The error of a refusal. Its status counts also where not all of its words come, in bytes or in time. */
async function refusal(response: Response, attempt: Attempt, watch: Watch, isRaw: boolean): Promise<HttpError> {
  const pieces: Buffer[] = [];
  const until = performance.now() + attempt.policy.idleBodySeconds * 1000;
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const piece of readPieces(response, attempt, watch)) {
      pieces.push(piece);
      bytes += piece.length;
      isWhole = bytes <= WORDS_BYTES && performance.now() <= until;
      if (!isWhole) break;
    }
  } catch {
    isWhole = false;
  }
  return statusError(response, attempt, textOf(Buffer.concat(pieces), isRaw && isZipped(response)), isWhole);
}

/** As much of the words as can be read: those that broke off end in the middle. */
function textOf(words: Buffer, zipped: boolean): string {
  if (!zipped) return words.toString('utf8');
  try {
    const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * WORDS_BYTES };
    return unzipSync(words, lenient).toString('utf8');
  } catch {
    return '';
  }
}

function parse(response: Response, attempt: Attempt, text: string): unknown {
  if (text === '' && (attempt.call.method === 'HEAD' || response.status !== 200)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw notJsonError(response, attempt, text);
  }
}
