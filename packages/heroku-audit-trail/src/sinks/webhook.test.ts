import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, ids, TODAY, useCollector } from '../testing/collector';
import { PATH, useReceiver } from '../testing/receiver';

describeWithSqlite('a webhook', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  beforeEach(() => {
    for (const event of auditDay({ day: TODAY, events: 50 })) collector.trail.publish(event);
  });
  const lines = () => receiver.rows();

  test('a webhook gets every row in signed batches', async () => {
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(lines().map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(receiver.received.map(({ body }) => body.trim().split('\n').length)).toEqual([20, 20, 10]);
    expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(3);
    for (const { headers, body } of receiver.received) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const signature = createHmac('sha256', 'canary-secret').update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      expect(headers['content-type']).toBe('application/x-ndjson');
    }
  });

  test('a webhook that is down does not stop other sinks, and gets the same batch under the same key later', async () => {
    receiver.answer = ({ key }, response) =>
      receiver.received.filter((one) => one.key === key).length < 2
        ? response.writeHead(503).end()
        : response.writeHead(204).end();
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('sink files: 50 rows delivered')]);
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +0 +50/);
    for (let i = 0; i < 3; i += 1) await collector.run('collect --once');
    const byKey = new Map(receiver.received.map(({ key, body }) => [key, body]));
    expect(byKey.size).toBe(3);
    for (const { key, body } of receiver.received) expect(byKey.get(key)).toBe(body);
    expect(new Set(ids(lines())).size).toBe(50);
  });

  test('a webhook that refuses large batches gets smaller ones', async () => {
    receiver.answer = ({ body }, response) => response.writeHead(body.split('\n').length > 6 ? 413 : 200).end();
    expect((await collector.run('collect --once')).code).toBe(0);
    const taken = receiver.received.filter(({ body }) => body.split('\n').length <= 6);
    expect(taken.flatMap(({ body }) => body.trim().split('\n'))).toHaveLength(50);
    expect(new Set(taken.map(({ key }) => key)).size).toBe(taken.length);
  });

  test('messages show only the host of a webhook, also if its answer has the whole address', async () => {
    const says = `cannot POST ${PATH}?key=canary-query-0123, token canary-path-0123 or canary-query-0123`;
    const answers: [string, typeof receiver.answer][] = [
      ['answered 503', (_received, response) => response.writeHead(503).end(says)],
      ['answered 405', (_received, response) => response.writeHead(405).end(says)],
      ['answered 302', (_received, response) => response.writeHead(302, { location: `${PATH}/on` }).end()],
      ['sent no headers', () => undefined],
    ];
    for (const [what, one] of answers) {
      receiver.answer = one;
      const { code, stderr } = await collector.run('collect --once');
      expect([code, stderr]).toEqual([69, expect.stringContaining(`POST ${receiver.origin} ${what}`)]);
      await collector.run('status');
      const { sinks } = JSON.parse((await collector.run('status --json')).stdout) as { sinks: { error: string }[] };
      expect(sinks[1].error).toContain(`POST ${receiver.origin} ${what}`);
      for (const file of readdirSync(collector.dataDir).filter((name) => name.startsWith('heroku_logs'))) {
        expect(readFileSync(join(collector.dataDir, file), 'latin1')).not.toContain('canary');
      }
    }
  });

  test('each replay has new keys, also in another format', async () => {
    await collector.run('collect --once');
    for (const replay of ['', '', '--format ocsf', '--format ocsf']) {
      expect((await collector.run(`replay --sink siem ${replay}`)).code).toBe(0);
    }
    expect(receiver.received).toHaveLength(15);
    expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(15);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(6);
  });

  test('the sink does not follow a redirect', async () => {
    receiver.answer = (_received, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    expect((await collector.run('collect --once')).code).toBe(69);
    expect(receiver.received).toHaveLength(1);
  });
});
