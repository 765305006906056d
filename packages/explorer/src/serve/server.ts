import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Block } from '../content/blocks';
import { pageText, policyOf, type PageAssets } from '../file/page';

export interface Served {
  /** The address contains the token that every request needs. */
  url: string;
  close: () => Promise<void>;
}

/** Requests need the token, and a Host header of this machine: a website can point its own name to 127.0.0.1. */
export async function servePage(built: PageAssets, blocks: readonly Block[], port = 0): Promise<Served> {
  const token = randomBytes(24).toString('base64url');
  const policy = `${policyOf(built, true)}; frame-ancestors 'none'`;
  const page = Buffer.from([...pageText(built, [], true)].join(''));
  const data = new Map(blocks.map(({ name, bytes }) => [name, bytes]));
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    const answer = answerFor(request, { token, hosts: [`127.0.0.1:${own}`, `localhost:${own}`], page, data });
    send(response, answer, request.method === 'HEAD', policy);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface ServedAnswer {
  status: number;
  type: string;
  body: Buffer;
}

interface Site {
  token: string;
  hosts: readonly string[];
  page: Buffer;
  data: ReadonlyMap<string, Buffer>;
}

const refused = (status: number, text: string): ServedAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from(`${text}\n`),
});

function answerFor({ method, url = '', headers }: IncomingMessage, { token, hosts, page, data }: Site): ServedAnswer {
  if (!hosts.includes(headers.host ?? '')) return refused(421, 'Only this machine may read this page.');
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'Only GET is allowed.');
  const [, given = '', path = ''] = /^\/([^/?]*)\/([^?]*)/.exec(url) ?? [];
  if (!isSame(given, token)) return refused(404, 'Not found. Open the whole address that the command printed.');
  if (path === '') return { status: 200, type: 'text/html; charset=utf-8', body: page };
  const block = data.get(path.replace(/^data\//, ''));
  return block && path.startsWith('data/')
    ? { status: 200, type: 'application/gzip', body: block }
    : refused(404, 'Not found.');
}

/** Takes constant time. */
const isSame = (given: string, token: string) => timingSafeEqual(digest(given), digest(token));
const digest = (text: string) => createHash('sha256').update(text).digest();

function send(response: ServerResponse, { status, type, body }: ServedAnswer, isHead: boolean, policy: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  response.end(isHead ? undefined : body);
}
