import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, ids, TODAY, useCollector } from '../testing/collector';

interface Received {
  key: string;
  headers: IncomingMessage['headers'];
  body: string;
}

describeWithSqlite('a webhook', () => {
  const collector = useCollector();
  let server: Server;
  let received: Received[];
  let answer: (received: Received, response: ServerResponse) => void;

  beforeEach(async () => {
    received = [];
    answer = (_received, response) => response.writeHead(200).end('ok');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => {
        received.push({ key: String(request.headers['idempotency-key']), headers: request.headers, body });
        answer(received[received.length - 1], response);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const file = join(collector.folder, 'config.yaml');
    const sinks = [
      `siem: { type: webhook, url: "http://127.0.0.1:${port}/in?token=canary-url", secretEnv: SECRET, batchRows: 20 }`,
      'files: { type: ndjson }',
    ];
    writeFileSync(file, `sources: { heroku: { account: acme } }\nsinks:\n  ${sinks.join('\n  ')}\n`);
    Object.assign(collector.env, { HEROKU_AUDIT_TRAIL_CONFIG: file, SECRET: 'canary-secret' });
    for (const event of auditDay({ day: TODAY, events: 50 })) collector.trail.publish(event);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    expect(collector.written).not.toContain('canary');
  });

  const lines = () =>
    received.flatMap(({ body }) =>
      body
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { id: string; seq: number }),
    );

  test('gets every row in signed batches', async () => {
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(lines().map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(received.map(({ body }) => body.trim().split('\n').length)).toEqual([20, 20, 10]);
    expect(new Set(received.map(({ key }) => key)).size).toBe(3);
    for (const { headers, body } of received) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const signature = createHmac('sha256', 'canary-secret').update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      expect(headers['content-type']).toBe('application/x-ndjson');
    }
  });

  test('that is down holds back nobody, and gets everything later: the same batch under the same key', async () => {
    answer = ({ key }, response) =>
      received.filter((one) => one.key === key).length < 2
        ? response.writeHead(503).end()
        : response.writeHead(204).end();
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('sink files: 50 rows delivered')]);
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +0 +50/);
    for (let i = 0; i < 3; i += 1) await collector.run('collect --once');
    const byKey = new Map(received.map(({ key, body }) => [key, body]));
    expect(byKey.size).toBe(3);
    for (const { key, body } of received) expect(byKey.get(key)).toBe(body);
    expect(new Set(ids(lines())).size).toBe(50);
  });

  test('that wants less at once gets less', async () => {
    answer = ({ body }, response) => response.writeHead(body.split('\n').length > 6 ? 413 : 200).end();
    expect((await collector.run('collect --once')).code).toBe(0);
    const taken = received.filter(({ body }) => body.split('\n').length <= 6);
    expect(taken.flatMap(({ body }) => body.trim().split('\n'))).toHaveLength(50);
    expect(new Set(taken.map(({ key }) => key)).size).toBe(taken.length);
  });

  test('that answers with a redirect gets no events elsewhere', async () => {
    answer = (_received, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    expect((await collector.run('collect --once')).code).toBe(69);
    expect(received).toHaveLength(1);
  });
});
