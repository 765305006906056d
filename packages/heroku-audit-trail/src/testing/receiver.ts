import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { useCollector } from './collector';

export interface Received {
  key: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface ReceivedRow {
  seq: number;
  id: string;
}

/** As of receivers that know who sends by nothing but where to. */
export const PATH = '/services/canary-path-0123/in';

export const rowsIn = ({ body }: Received): ReceivedRow[] =>
  body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ReceivedRow);

/** A receiver of webhooks to which the sink `siem` delivers batches of 20 rows; next to it, a sink `files`. */
export function useReceiver(collector: ReturnType<typeof useCollector>) {
  let server: Server;
  const fixture = {
    received: [] as Received[],
    /** What it answers. */
    answer: (_received: Received, response: ServerResponse): unknown => response.writeHead(200).end('ok'),
    origin: '',
    /** Every row that came, as often as it came. */
    rows: (): ReceivedRow[] => fixture.received.flatMap(rowsIn),
  };

  beforeEach(async () => {
    fixture.received = [];
    fixture.answer = (_received, response) => response.writeHead(200).end('ok');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => {
        const received = { key: String(request.headers['idempotency-key']), headers: request.headers, body };
        fixture.received.push(received);
        fixture.answer(received, response);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    fixture.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = join(collector.folder, 'config.yaml');
    const sinks = [
      `siem: { type: webhook, url: "${fixture.origin}${PATH}?key=canary-query-0123", secretEnv: SECRET, batchRows: 20 }`,
      'files: { type: ndjson }',
    ];
    writeFileSync(file, `sources: { heroku: { account: acme } }\nsinks:\n  ${sinks.join('\n  ')}\n`);
    Object.assign(collector.env, { HEROKU_AUDIT_TRAIL_CONFIG: file, SECRET: 'canary-secret' });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    expect(collector.written).not.toContain('canary');
  });
  return fixture;
}
