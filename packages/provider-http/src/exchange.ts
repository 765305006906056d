import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { constants, unzipSync } from 'node:zlib';
import fetch, { type Response } from 'node-fetch';
import { failure, notJsonError, statusError, unusableError } from './answer-errors';
import type { Call, HttpResponse, StreamAnswer, Transport } from './call';
import { HttpError } from './errors';
import { Watch } from './watch';

export async function exchangeJson(call: Call): Promise<HttpResponse<unknown> | HttpError> {
  const { isRateLimited } = call.transport.options;
  const answer = await exchange(call, 'whole', async (response, watch) => {
    const { status, headers } = response;
    const body = parse(response, call, await readText(response, call, watch));
    return { status, headers, body, unusable: (what: string) => unusableError(response, call, body, what) };
  });
  if (answer instanceof HttpError || !isRateLimited?.(answer.body)) return answer;
  return call.error({ kind: 'status', status: 429, what: 'answered 429 inside a success' });
}

export function exchangeStream(call: Call): Promise<StreamAnswer | HttpError> {
  return exchange(call, 'stream', async (response, watch) => {
    const pieces = readPieces(response, call, watch);
    return { status: response.status, headers: response.headers, body: Readable.from(pieces, { objectMode: false }) };
  });
}

async function exchange<T>(
  call: Call,
  as: 'whole' | 'stream',
  read: (response: Response, watch: Watch) => Promise<T>,
): Promise<T | HttpError> {
  const { transport, request, method, url, content, way } = call;
  const isWhole = as === 'whole';
  // Unzipping a whole body at once takes less time and memory than a stream.
  const headers = isWhole ? { 'accept-encoding': 'gzip', ...call.headers } : call.headers;
  const keepCompressed = isWhole || request.keepCompressed === true;
  const leftMs = isWhole ? transport.policy.requestSeconds * 1000 - call.spentMs : Infinity;
  const watch = new Watch(call.signal, leftMs, transport.policy, way?.proxy);
  let response: Response | undefined;
  try {
    response = await fetch(url.href, {
      method,
      headers,
      body: content?.text,
      agent: () => watchedAgent(way!.agent, watch),
      redirect: 'manual',
      compress: !keepCompressed,
    });
    call.answered = response.headers;
    // A destroyed body emits an error, which without a listener ends the process.
    response.body.on('error', () => undefined);
    watch.observeBody(response.body as Readable);
    watch.reading();
    if (!response.ok) throw await refusal(response, call, watch, keepCompressed);
    return await read(response, watch);
  } catch (error) {
    const failed = failure(error, call, watch, response);
    watch.stop();
    return failed;
  }
}

/** Gives the watch the request, which node-fetch does not expose. */
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

async function* readPieces(response: Response, call: Call, watch: Watch): AsyncGenerator<Buffer> {
  let whole = false;
  try {
    for await (const piece of response.body) {
      watch.consuming();
      yield piece as Buffer;
      watch.reading();
    }
    whole = true;
  } catch (error) {
    throw failure(error, call, watch, response);
  } finally {
    // Stopping a finished response would create an error for every request.
    if (whole) watch.done();
    else watch.stop();
  }
}

async function readText(response: Response, call: Call, watch: Watch): Promise<string> {
  const { largeBodies, policy } = call.transport;
  const { bodyBytes, concurrency } = policy;
  const tooLarge = () => call.error({ kind: 'body', what: `answered more than ${bodyBytes} bytes` }, response);
  const pieces: Buffer[] = [];
  let bytes = 0;
  let leave: (() => void) | undefined;
  try {
    for await (const piece of readPieces(response, call, watch)) {
      bytes += piece.length;
      if (bytes > bodyBytes) throw tooLarge();
      pieces.push(piece);
      // Up to this size, all bodies together have at most a quarter of the limit.
      if (bytes * 4 * concurrency > bodyBytes) leave ??= await largeBodies();
    }
    const body = Buffer.concat(pieces);
    return TEXT.decode(isZipped(response) && bytes > 0 ? unzipSync(body, { maxOutputLength: bodyBytes }) : body);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : error;
  } finally {
    leave?.();
  }
}

/** Removes a byte order mark, which some gateways send. */
const TEXT = new TextDecoder();

export function createTurns(): Transport['largeBodies'] {
  let last = Promise.resolve();
  return async () => {
    const before = last;
    let leave = () => {};
    last = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  };
}

const isZipped = ({ headers }: Response): boolean =>
  /^((x-)?gzip|deflate)$/i.test(headers.get('content-encoding')?.trim() ?? '');

const WORDS_BYTES = 64 * 1024;

/** Uses the part of the body that arrives in time: the status is known without it. */
async function refusal(response: Response, call: Call, watch: Watch, isRaw: boolean): Promise<HttpError> {
  const pieces: Buffer[] = [];
  const until = performance.now() + call.transport.policy.idleBodySeconds * 1000;
  let bytes = 0;
  try {
    for await (const piece of readPieces(response, call, watch)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > WORDS_BYTES || performance.now() > until) break;
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
  }
  return statusError(response, call, textOf(Buffer.concat(pieces), isRaw && isZipped(response)));
}

function textOf(words: Buffer, zipped: boolean): string {
  if (!zipped) return TEXT.decode(words);
  try {
    const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * WORDS_BYTES };
    return TEXT.decode(unzipSync(words, lenient));
  } catch {
    return '';
  }
}

function parse(response: Response, call: Call, text: string): unknown {
  if (text === '' && (call.method === 'HEAD' || response.status !== 200)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw notJsonError(response, call, text);
  }
}
