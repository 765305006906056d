import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import { createHttp, HttpError, plainText, redact, secretsInUrl } from '@j1-integrations/provider-http';
import { crashPoint } from '../crash-points';
import type { CollectorError } from '../errors';
import { isRefusal, ReceiverFailed, ReceiverWaits, RowsRefused, type Batch } from './sink';

const gzip = promisify(gzipWithCallback);

export interface ReceiverOptions {
  url: URL;
  /** Hosts that may be used with http, in addition to loopback. */
  httpHosts?: readonly string[];
  /** Called for each request, because secrets are rotated. */
  headers?: () => Promise<Record<string, string>>;
  /** The parts of these headers that no message may show. */
  secrets?: () => readonly string[];
  gzip?: boolean;
}

export interface Posting {
  type: string;
  content: string | Buffer;
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** Whether the body does not matter, so that it may break off. */
  statusOnly?: boolean;
}

export interface Answer {
  type: string;
  body: Buffer;
  whole: boolean;
}

export type Receiver = ReturnType<typeof createReceiver>;

const LONGEST_WORDS = 64 * 1024;
const ANSWER_LIMITS = { bytes: 64 * 1024, ms: 5000 };

/** A server that takes batches by POST. Messages name only its host: the rest of the address may be a secret. */
export function createReceiver({ url, httpHosts, headers, secrets, gzip: isZipped = false }: ReceiverOptions) {
  const ofUrl = secretsInUrl(url);
  const all = () => [...ofUrl, ...(secrets?.() ?? [])];
  const http = createHttp({
    baseUrl: url.origin,
    httpHosts,
    secrets: all,
    policy: { attempts: 1, pauseSeconds: 0 },
  });
  return {
    /** Sends a batch once, and reads a part of the answer. @throws RowsRefused, ReceiverWaits or ReceiverFailed. */
    async post(
      batch: Batch,
      { type, content, headers: own, signal, statusOnly = false }: Posting,
      mostBytes = ANSWER_LIMITS.bytes,
    ): Promise<Answer> {
      try {
        const { headers: said, body } = await http.stream({
          method: 'POST',
          path: url,
          content: { type, text: isZipped ? await gzip(content) : content },
          headers: { accept: '*/*', ...own, ...(isZipped && { 'content-encoding': 'gzip' }), ...(await headers?.()) },
          signal,
        });
        crashPoint('D3');
        return { type: said.get('content-type') ?? '', ...(await readAnswer(body, mostBytes, statusOnly)) };
      } catch (error) {
        throw error instanceof HttpError ? refusalOf(error, url, batch) : error;
      }
    },
    /** Words of the receiver without secrets, for a message. */
    plain: (words: string): string => plainText(redact(words.slice(0, LONGEST_WORDS), all()), 300),
    close: () => http.close(),
  };
}

/** Reads the answer, so that its connection can be used again. */
async function readAnswer(
  pieces: AsyncIterable<unknown>,
  mostBytes: number,
  statusOnly: boolean,
): Promise<Omit<Answer, 'type'>> {
  const until = performance.now() + ANSWER_LIMITS.ms;
  const body: Buffer[] = [];
  let bytes = 0;
  let whole = true;
  try {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      body.push(piece);
      bytes += piece.length;
      whole = bytes <= mostBytes && performance.now() <= until;
      if (!whole) break;
    }
  } catch (error) {
    if (!statusOnly || !(error instanceof HttpError)) throw error;
    whole = false;
  }
  return { body: Buffer.concat(body), whole };
}

function refusalOf(error: HttpError, url: URL, { rows }: Batch): CollectorError {
  const { status, retryAfterSeconds, said, statusText } = error;
  const told =
    error.kind === 'rate-limit' ? `POST ${url.origin} answered 429` : error.message.replace(error.endpoint, url.origin);
  if (status !== undefined && isRefusal(status)) {
    const which = rows.length === 1 ? `row ${rows[0].seq}` : `rows ${rows[0].seq} to ${rows[rows.length - 1].seq}`;
    return new RowsRefused(status, said ?? statusText ?? '', `${told} (${which})`);
  }
  if (retryAfterSeconds) {
    const asks = told.includes('asks to wait') ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
    return new ReceiverWaits(told + asks, status, retryAfterSeconds * 1000);
  }
  return new ReceiverFailed(told, status);
}
