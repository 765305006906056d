import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';

export interface Listener {
  url: string;
  /** Stops listening and drops every connection: for `ms`, or until `reopen`. */
  refuse(ms?: number): void;
  /** Listens again on the same port, if it does not. */
  reopen(): void;
  /** Drops every connection, so that nothing is left that could keep a process or a test alive. */
  close(): Promise<void>;
}

/** Opens the port (0: a free one). Rejects where it cannot be had. */
export async function listen(server: Server, port: number, host: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away in the middle is no error of ours.
    socket.on('error', () => undefined);
  });
  // Longer than any client keeps an idle connection: the client is to decide when a connection ends.
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
  // Only after a pause can this happen: the system gave the port to someone else for a moment.
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
