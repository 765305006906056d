import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';

export interface Listener {
  url: string;
  /** Closes the port and all connections, for `ms` or until `reopen`. */
  refuse(ms?: number): void;
  reopen(): void;
  /** Also closes all connections, because an open one keeps the process alive. */
  close(): Promise<void>;
}

export async function listen(server: Server, port: number, host: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // The client may leave at any time.
    socket.on('error', () => undefined);
  });
  // Longer than in any client, so that the client closes an idle connection first.
  server.keepAliveTimeout = 120_000;

  server.listen(port, host);
  await once(server, 'listening');
  const ownPort = (server.address() as AddressInfo).port;

  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(timer);
    if (server.listening) server.close();
    for (const socket of sockets) socket.destroy();
  };
  const reopen = () => {
    clearTimeout(timer);
    if (!server.listening) server.listen(ownPort, host);
  };
  let closed = false;
  // During the pause, another process may have taken the port.
  server.on('error', () => {
    if (!closed) timer = setTimeout(reopen, 50);
  });

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${ownPort}`,
    refuse(ms) {
      stop();
      if (ms !== undefined) timer = setTimeout(reopen, ms);
    },
    reopen,
    async close() {
      closed = true;
      const ended = server.listening ? once(server, 'close') : undefined;
      stop();
      await ended;
    },
  };
}
