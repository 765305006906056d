import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

export interface ScriptedServer {
  url: string;
  /** Method and path of what came in. */
  requests: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Connections that were ever opened. */
  opened(): number;
  close(): Promise<void>;
}

/** A server on a free port that gives the answers in turn, and then always the last one. */
export async function scriptedServer(...answers: Answer[]): Promise<ScriptedServer> {
  const requests: ScriptedServer['requests'] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer?.(request, response, body);
    });
  });
  let opened = 0;
  server.on('connection', () => (opened += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    opened: () => opened,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const json =
  (body: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

export const status = (code: number, headers: Record<string, string> = {}): Answer =>
  json({ id: 'because', message: 'of the test' }, { status: code, headers });

export const html: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Maintenance</title>');
};

export const cutBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('[{"id":1},{"id"', () => response.destroy());
};

export const cutChunkedJson: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":1},{"id"');
};

export const reset: Answer = (request) => {
  request.socket.destroy();
};

export const silence: Answer = () => undefined;

/** Headers and one piece of the body, and then nothing. */
export const stalledBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('[1,');
};

/** One piece of the body after the other, for as long as anyone listens. */
export const endlessBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write('[1],'), 20);
  response.on('close', () => clearInterval(timer));
};
