import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Fault, type Faults, patched } from './faults';
import { type Spent } from './rate-limit';

/** What a request is to the server: its body as text, and the names by which a fault may be aimed at it. */
export interface Call {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

interface Options {
  faults: Faults;
  /** The names that a call goes by. */
  namesOf(call: Call): string[];
  /** How many tokens it costs. */
  costOf(call: Call): number;
  /** Refuses a caller: the answer, or nothing. */
  refuse(call: Call): Answer | undefined;
  spend(cost: number): Spent;
  tooMany(call: Call): Answer;
  handle(call: Call): Promise<Answer>;
}

/** No upload may be larger, as with JupiterOne: the SDK answers a 413 by shrinking its batch. */
const LARGEST_BODY = 6 * 1024 * 1024;

/** The HTTP side: reads the body, knocks at faults, keys and budgets in this order, and writes the answer. */
export function createListener(options: Options): Server {
  return createServer((request, response) => {
    void serve(request, response, options).catch(() => response.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, options: Options): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    return write(response, json(413, { error: { code: 'RequestEntityTooLargeException', message: 'Too large' } }));
  }
  const call: Call = { method: request.method!, path: request.url!.split('?')[0], headers: request.headers, body };
  const names = options.namesOf(call);
  const fault = options.faults.take(names);
  const swallows = fault && (fault.answer || fault.hang || fault.connection === 'reset');
  if (fault?.delaySeconds) await new Promise((resolve) => setTimeout(resolve, fault.delaySeconds! * 1000));
  if (swallows && !fault.act) return misbehave(response, fault, { status: 500, body: '' });

  const answer = await answerTo(call, options);
  return fault ? misbehave(response, fault, answer) : write(response, answer);
}

async function answerTo(call: Call, options: Options): Promise<Answer> {
  const refusal = options.refuse(call);
  if (refusal) return refusal;
  const { allowed, headers } = options.spend(options.costOf(call));
  const answer = allowed ? await options.handle(call) : options.tooMany(call);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function misbehave(response: ServerResponse, fault: Fault, answer: Answer): void {
  if (fault.hang) return;
  if (fault.connection === 'reset') return void response.destroy();
  if (fault.answer) return write(response, { body: '', ...fault.answer });
  const body = fault.patch ? patched(answer.body, fault.patch) : answer.body;
  const half = body.slice(0, body.length / 2);
  if (fault.connection === 'cut') {
    response.writeHead(answer.status, { ...JSON_TYPE, ...answer.headers, 'Content-Length': Buffer.byteLength(body) });
    response.write(half, () => response.destroy());
    return;
  }
  write(response, { ...answer, body: fault.half ? half : body });
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

export const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers });
  response.end(body);
}

/** The body as text, unzipped; nothing when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size > LARGEST_BODY) return undefined;
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}
