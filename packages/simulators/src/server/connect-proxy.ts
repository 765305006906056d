import * as http from 'node:http';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';

export interface ConnectProxy {
  host: string;
  /** The requests, such as `CONNECT host:443` or `GET http://host/path`. */
  asked: string[];
  connections(): Promise<number>;
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** A local port: the target of every connection, for any host. */
  leadsTo?: number;
  status?: number;
  silent?: boolean;
  /** `user:password`. Another request gets a 407, which quotes its credentials. */
  credentials?: string;
}

export async function connectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const { leadsTo = 0, status, silent, credentials } = options;
  const asked: string[] = [];
  const refusalOf = ({ headers }: http.IncomingMessage): number | undefined => {
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    return expected && headers['proxy-authorization'] !== expected ? 407 : status;
  };
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const refused = refusalOf(request);
    if (refused) return void response.writeHead(refused).end(`you are ${request.headers['proxy-authorization']}`);
    const { pathname } = new URL(request.url ?? '');
    request.pipe(
      http.request({ port: leadsTo, host: '127.0.0.1', path: pathname, method: request.method }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    if (silent) return void socket.resume();
    const refused = refusalOf(request);
    if (refused) {
      const text = `you are ${request.headers['proxy-authorization']}`;
      return void socket.end(`HTTP/1.1 ${refused} ${text}\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
    }
    const onward = net.connect(leadsTo, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    connections: () => Promise.resolve(sockets.size),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
