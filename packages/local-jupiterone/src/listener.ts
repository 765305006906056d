import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Fault, type Faults, patched } from './faults';
import { type Spent } from './rate-limit';

export interface Request {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
}

export interface Call extends Request {
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

export interface ListenerOptions {
  faults: Faults;
  namesOf(call: Call): string[];
  costOf(call: Call): number;
  refuse(request: Request): Answer | undefined;
  spend(cost: number): Spent;
  rateLimited(call: Call): Answer;
  handle(call: Call): Promise<Answer>;
}

/** JupiterOne's limit. */
const LARGEST_BODY = 6 * 1024 * 1024;
/** Newer SDKs zip batches of up to 5 MB. */
const LARGEST_UNZIPPED = 4 * LARGEST_BODY;

export function createListener(options: ListenerOptions): Server {
  return createServer((request, response) => {
    void serve(request, response, options).catch(() => response.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, options: ListenerOptions): Promise<void> {
  const { method = '', url = '', headers } = request;
  const withoutBody: Request = { method, path: url.split('?')[0], headers };
  const bytes = await readBytes(request);
  const refusal = options.refuse(withoutBody);
  if (refusal) return write(response, refusal);
  const body = await textOf(bytes, headers['content-encoding']);
  if (typeof body !== 'string') return write(response, body);
  const call: Call = { ...withoutBody, body };
  const names = options.namesOf(call);
  const fault = options.faults.take(names);
  const losesAnswer = fault && (fault.answer || fault.hang || fault.connection === 'reset');
  if (fault?.delaySeconds) await new Promise((resolve) => setTimeout(resolve, fault.delaySeconds! * 1000));
  if (losesAnswer && !fault.act) return applyFault(response, fault, { status: 500, body: '' });

  const answer = await answerTo(call, options);
  return fault ? applyFault(response, fault, answer) : write(response, answer);
}

async function answerTo(call: Call, options: ListenerOptions): Promise<Answer> {
  const { allowed, headers } = options.spend(options.costOf(call));
  const answer = allowed ? await options.handle(call) : options.rateLimited(call);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function applyFault(response: ServerResponse, fault: Fault, answer: Answer): void {
  if (fault.hang) return;
  if (fault.connection === 'reset') return void response.destroy();
  if (fault.answer) {
    const { body = '' } = fault.answer;
    return write(response, { ...fault.answer, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }
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

async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks);
}

const TOO_LARGE = json(413, { error: { code: 'RequestEntityTooLargeException', message: 'Too large' } });

/** Gives the body as text, or the answer to a body that cannot be read. */
async function textOf(bytes: Buffer | undefined, encoding: string | undefined): Promise<string | Answer> {
  if (bytes === undefined) return TOO_LARGE;
  if (encoding !== 'gzip') return bytes.toString();
  try {
    return (await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_UNZIPPED })).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return TOO_LARGE;
    return json(400, { error: { code: 'BAD_REQUEST', message: 'The header says gzip, but the body is not' } });
  }
}
