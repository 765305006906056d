import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ACME, auditDay, oddEvents } from '@j1-integrations/simulators';
import { parse } from 'yaml';
import { describeWithSqlite, ids, sorted, TODAY, useCollector } from '../testing/collector';
import { LOG_STORES } from '../testing/log-stores/all';
import { problemsOf, type StoreAnswer } from '../testing/log-stores/log-store';
import { useReceiver, type Received } from '../testing/receiver';

const EXAMPLES = join(__dirname, '../../examples');
const SECRET = 'canary-store-0123456789abcdef';

function say(response: ServerResponse, { status, type = 'application/json', body, headers }: StoreAnswer) {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
}

test('a test exists for every example', () => {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const others = ['vector/vector.yaml', 'fluent-bit/fluent-bit.yaml', 'opentelemetry-collector/collector.yaml'];
  // otlp.test.ts tests the recipe of OpenTelemetry.
  const tested = [...Object.values(LOG_STORES).map(({ config }) => config), 'opentelemetry-collector/audit.yaml'];
  expect(files.sort()).toEqual([...tested, ...others].sort());
  for (const name of others) expect(() => parse(readFileSync(join(EXAMPLES, name), 'utf8')) as unknown).not.toThrow();
});

describeWithSqlite('the recipe for', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);

  describe.each(Object.entries(LOG_STORES))('%s', (name, store) => {
    const taken: string[] = [];
    let problems: string[] = [];
    let bad: string | undefined;

    function answer(received: Received, response: ServerResponse) {
      problems.push(...problemsOf(store, received, SECRET));
      const rows = store.rows(received.body);
      const at = rows.findIndex(({ id }) => id === bad);
      const said = at < 0 ? store.taken(rows) : store.refused(rows, at);
      if (said.status < 300) taken.push(...rows.flatMap(({ id }) => (id === bad ? [] : [id])));
      say(response, said);
    }

    beforeEach(() => {
      taken.length = 0;
      problems = [];
      bad = undefined;
      receiver.answer = answer;
      const config = parse(readFileSync(join(EXAMPLES, store.config), 'utf8')) as {
        sources: Record<string, { account: string; apiKeyFile: string }>;
        sinks: Record<string, { url: string; headers?: Record<string, unknown>; batchRows?: number }>;
      };
      const [heroku, secret] = ['heroku', 'secret'].map((file) => join(collector.folder, file));
      writeFileSync(heroku, collector.heroku.token);
      writeFileSync(secret, `${SECRET}\n`);
      // Only the address, the place of the secrets and the size of batches differ from the example.
      config.sources.heroku = { ...config.sources.heroku, account: 'acme', apiKeyFile: heroku };
      const [sink] = Object.values(config.sinks);
      sink.url = receiver.origin + new URL(sink.url).pathname;
      for (const header of Object.values(sink.headers ?? {}))
        if (typeof header === 'object' && header !== null) Object.assign(header, { file: secret });
      sink.batchRows = Math.min(sink.batchRows ?? 20, 20);
      writeFileSync(collector.env.HEROKU_AUDIT_TRAIL_CONFIG!, JSON.stringify(config));
      for (const event of auditDay({ day: TODAY, events: 45 })) collector.trail.publish(event);
    });
    const collect = () => collector.run('collect --once');

    test('the store takes every row once, odd events included', async () => {
      const { deep, emoji, nullCharacter, escapeSequences, brackets, configChanges } = oddEvents(TODAY, ACME);
      for (const text of [deep, emoji, nullCharacter, escapeSequences, brackets, configChanges])
        collector.trail.publish(text, { day: TODAY });
      const { code, stderr } = await collect();
      expect([code, problems, stderr]).toEqual([0, [], expect.stringContaining(`sink ${name}: 51 rows delivered`)]);
      expect(sorted(taken)).toEqual(sorted(ids(await collector.rows())));
      const times = new Map((await collector.rows()).map(({ id, created_at }) => [id, Date.parse(created_at!)]));
      const rows = receiver.received.flatMap(({ body }) => store.rows(body));
      for (const { id, at } of rows) expect(at ?? times.get(id)).toBe(times.get(id));
      expect(receiver.received.map(({ body }) => body).join()).not.toMatch(/canary\d+confval/);
    });

    test('only the refused row is parked, with the words of the store', async () => {
      await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: '' });
      bad = (await collector.rows())[6].id;
      expect((await collect()).code).toBe(69);
      const parked = JSON.parse((await collector.run('sinks parked --json')).stdout) as {
        seq: number;
        words: string;
      }[];
      expect(parked.map(({ seq }) => seq)).toEqual([7]);
      const { body } = store.refused([{ id: '', at: Date.parse((await collector.rows())[6].created_at!) }], 0);
      expect(parked[0].words).toContain(typeof body === 'string' ? body.trim() : '');
      const others = ids(await collector.rows()).filter((id) => id !== bad);
      expect(new Set(taken)).toEqual(new Set(others));
    });

    test.each([
      ['wrong credentials', 'unknown'],
      ['too many at once', 'busy'],
    ] as const)('after %s the sink waits and loses nothing', async (_what, which) => {
      receiver.answer = (_received, response) => say(response, store[which]);
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([69, expect.stringContaining(`answered ${store[which].status}`)]);
      expect(stderr).not.toContain(SECRET);
      expect(receiver.received).toHaveLength(1);
      receiver.answer = answer;
      expect((await collect()).code).toBe(0);
      expect(sorted(taken)).toEqual(sorted(ids(await collector.rows())));
    });

    test('the sink sends smaller batches if one is too large', async () => {
      receiver.answer = (received, response) =>
        store.rows(received.body).length > 8 ? say(response, store.tooLarge) : answer(received, response);
      expect((await collect()).code).toBe(0);
      expect(sorted(taken)).toEqual(sorted(ids(await collector.rows())));
      expect(problems).toEqual([]);
    });
  });
});
