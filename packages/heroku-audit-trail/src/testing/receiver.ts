import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { useCollector } from './collector';

export interface Received {
  key: string;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  plain: Buffer;
  body: string;
}

export interface ReceivedRow {
  seq: number;
  id: string;
}

/** For some receivers, the path is the only secret. */
export const PATH = '/services/canary-path-0123/in';

export const rowsIn = ({ body }: Received): ReceivedRow[] =>
  body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ReceivedRow);

/** A receiver for the sink `siem`, which sends batches of 20 rows. A sink `files` is configured too. */
export function useReceiver(collector: ReturnType<typeof useCollector>) {
  let server: Server;
  const fixture = {
    received: [] as Received[],
    answer: (_received: Received, response: ServerResponse): unknown => response.writeHead(200).end('ok'),
    origin: '',
    /** Configures the sink `siem` differently. */
    configure: (siem: Record<string, unknown>): void => configure(siem),
    /** Every received row, with repeats. */
    rows: (): ReceivedRow[] => fixture.received.flatMap(rowsIn),
  };

  const file = () => join(collector.folder, 'config.yaml');
  const configure = (siem: Record<string, unknown>) => {
    const sinks = { siem: { type: 'webhook', url: `${fixture.origin}/in`, ...siem }, files: { type: 'ndjson' } };
    // JSON is also YAML.
    writeFileSync(file(), JSON.stringify({ sources: { heroku: { account: 'acme' } }, sinks }));
  };

  beforeEach(async () => {
    fixture.received = [];
    fixture.answer = (_received, response) => response.writeHead(200).end('ok');
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { headers, method = '', url: path = '' } = request;
        const bytes = Buffer.concat(pieces);
        const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
        const key = String(headers['idempotency-key']);
        const received = { key, method, path, headers, bytes, plain, body: plain.toString() };
        fixture.received.push(received);
        fixture.answer(received, response);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    fixture.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    configure({ url: `${fixture.origin}${PATH}?key=canary-query-0123`, secretEnv: 'SECRET', batchRows: 20 });
    Object.assign(collector.env, { HEROKU_AUDIT_TRAIL_CONFIG: file(), SECRET: 'canary-secret' });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    expect(collector.written).not.toContain('canary');
  });
  return fixture;
}
