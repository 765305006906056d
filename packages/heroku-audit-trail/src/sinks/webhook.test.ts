import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** As of receivers that know who sends by nothing but where to. */
const PATH = '/services/canary-path-0123/in';

describeWithSqlite('a webhook', () => {
  const collector = useCollector();
  let server: Server;
  let received: Received[];
  let answer: (received: Received, response: ServerResponse) => void;
  let origin: string;

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
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = join(collector.folder, 'config.yaml');
    const sinks = [
      `siem: { type: webhook, url: "${origin}${PATH}?key=canary-query-0123", secretEnv: SECRET, batchRows: 20 }`,
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

  test('that refuses a single row for its size holds back nobody, and gets it once it takes it', async () => {
    answer = (_received, response) => response.writeHead(413).end();
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([
      69,
      expect.stringMatching(/Row 1 alone \(\d+ bytes\) is too large for siem: .* 413/),
    ]);
    expect(stderr).toMatch(/Raise the receiver's limit.*\n.*\nsink files: 50 rows delivered/s);

    const before = received.length;
    const ending = new AbortController();
    const running = collector.run('collect --port 0 --interval 1', {}, ending.signal);
    await Promise.race([running, until(() => received.length > before)]);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    await Promise.race([running, until(() => collector.lines('files').length === 51)]);
    expect(collector.lines('files')).toHaveLength(51);
    ending.abort();
    expect(await running).toMatchObject({ code: 0, stderr: expect.stringContaining('"not delivered"') });

    expect((await collector.run('replay --sink siem')).stderr).toContain('Row 1 alone');
    answer = (_received, response) => response.writeHead(200).end();
    received = [];
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(lines().map(({ seq }) => seq)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
  });

  test('that says its own address keeps it secret: only its host is told, wherever that is', async () => {
    const says = `cannot POST ${PATH}?key=canary-query-0123, token canary-path-0123 or canary-query-0123`;
    const answers: [string, typeof answer][] = [
      ['answered 503', (_received, response) => response.writeHead(503).end(says)],
      ['answered 413', (_received, response) => response.writeHead(413).end(says)],
      ['answered 302', (_received, response) => response.writeHead(302, { location: `${PATH}/on` }).end()],
      ['sent no headers', () => undefined],
    ];
    for (const [what, one] of answers) {
      answer = one;
      const { code, stderr } = await collector.run('collect --once');
      expect([code, stderr]).toEqual([69, expect.stringContaining(`POST ${origin} ${what}`)]);
      await collector.run('status');
      const { sinks } = JSON.parse((await collector.run('status --json')).stdout) as { sinks: { error: string }[] };
      expect(sinks[1].error).toContain(`POST ${origin} ${what}`);
      for (const file of readdirSync(collector.dataDir).filter((name) => name.startsWith('heroku_logs'))) {
        expect(readFileSync(join(collector.dataDir, file), 'latin1')).not.toContain('canary');
      }
    }
  });

  test('gets a replay under keys of its own, also the second time and in another format', async () => {
    await collector.run('collect --once');
    for (const replay of ['', '', '--format ocsf', '--format ocsf']) {
      expect((await collector.run(`replay --sink siem ${replay}`)).code).toBe(0);
    }
    expect(received).toHaveLength(15);
    expect(new Set(received.map(({ key }) => key)).size).toBe(15);
    expect(new Set(received.map(({ body }) => body)).size).toBe(6);
  });

  test('that answers with a redirect gets no events elsewhere', async () => {
    answer = (_received, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    expect((await collector.run('collect --once')).code).toBe(69);
    expect(received).toHaveLength(1);
  });
});

async function until(fits: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!fits()) {
    if (Date.now() > end) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
