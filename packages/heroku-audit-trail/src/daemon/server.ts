import { createServer } from 'node:http';
import { once } from 'node:events';
import { isIP, type AddressInfo } from 'node:net';
import { jsonText } from '@j1-integrations/terminal';
import { CollectorError, EXIT } from '../errors';

export interface Pages {
  notReady: () => Promise<string[]>;
  standby: () => string | undefined;
  metrics: () => Promise<string>;
  contentType: string;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** A failure here means not ready. It is no reason for a restart. */
async function reasonsOf({ notReady }: Pages): Promise<string[]> {
  try {
    return await notReady();
  } catch (error) {
    return [`the state of the days cannot be read: ${(error as Error).message}`];
  }
}

export interface ListenOptions {
  host: string;
  port: number;
  hosts: readonly string[];
}

/** Against DNS rebinding: a web page could read what is behind a firewall. An address is safe. */
function isAllowedHost(header: string | undefined, { host, hosts }: ListenOptions): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(header ?? '')?.[1].toLowerCase();
  if (!name) return false;
  return (
    isIP(name.replace(/^\[|\]$/g, '')) > 0 || ['localhost', host, ...hosts].some((own) => own.toLowerCase() === name)
  );
}

export async function listen(options: ListenOptions, pages: Pages): Promise<Listening> {
  const { host, port } = options;
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json') =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (!isAllowedHost(request.headers.host, options)) {
      return answer(
        421,
        '{"error":"the Host header names another host. Allowed: addresses, localhost and listen.hosts"}\n',
      );
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, '{"error":"only GET"}\n');
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        return answer(200, '{"ok":true}\n');
      case '/readyz':
        void reasonsOf(pages).then((reasons) =>
          answer(
            reasons.length > 0 ? 503 : 200,
            `${jsonText({ ready: reasons.length === 0, reasons, standby: pages.standby() })}\n`,
          ),
        );
        return;
      case '/metrics':
        pages.metrics().then(
          (text) => answer(200, text, pages.contentType),
          (error: Error) => answer(500, `${error.message}\n`, 'text/plain'),
        );
        return;
      default:
        return answer(404, '{"error":"not found. Allowed: /healthz, /readyz and /metrics"}\n');
    }
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new CollectorError(
      EXIT.config,
      `Cannot listen on ${host}:${port} (${(error as NodeJS.ErrnoException).code}).`,
      'Choose another port: --port, or listen.port in the configuration. 0 takes a free one.',
    );
  }
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
