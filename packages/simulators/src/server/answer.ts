import { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A request as the provider's own rooms see it. */
export interface ProviderRequest {
  method: string;
  /** Without the query, still percent-encoded. */
  path: string;
  /** As it came, without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  /** Sent back under the header that the provider uses for it, and kept in the request log. */
  requestId: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const jsonBody = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A body that its provider keeps is compressed once. Both forms are forgotten at the same time. */
const compressedBodies = new WeakMap<Buffer, Buffer>();

function gzipped(body: Buffer): Buffer {
  let compressed = compressedBodies.get(body);
  if (!compressed) {
    // Level 1: the simulator shares its machine with what it is measured by.
    compressed = gzipSync(body, { level: 1 });
    compressedBodies.set(body, compressed);
  }
  return compressed;
}

const REFUSES_GZIP = /\bgzip\s*;\s*q=0(\.0+)?\s*(,|$)/;

/** The answer as it goes over the wire: compressed where the client accepts that, and with its length. */
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
