import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithPostgres, describeWithSqlite, HOUR, ids, NOON, TODAY, useCollector } from '../testing/collector';
import { startPostgres, type PostgresServer } from '../testing/postgres';

const DAY = 24 * HOUR;

describeWithSqlite('retention', () => testRetention());

describeWithPostgres('retention with PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());
  testRetention(() => server.database());
});

function testRetention(newDatabase?: () => Promise<string>): void {
  const collector = useCollector();
  let store = '';
  const events = auditDay({ day: TODAY, events: 5 });
  const file = () => join(collector.dataDir, `ndjson/heroku/${TODAY}.ndjson`);
  const configure = (text: string) => {
    const path = join(collector.folder, 'config.yaml');
    writeFileSync(path, `${store}sources: { heroku: { account: acme } }\n${text}\n`);
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = path;
  };
  const collect = () => collector.run('collect --once');
  const rows = async () => {
    const { stdout } = await collector.run('search --json --limit all');
    const lines = stdout.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as { id: string; seq: number }).reverse();
  };
  beforeEach(async () => {
    if (newDatabase) store = `store: ${await newDatabase()}\n`;
    configure('');
    for (const event of events) collector.trail.publish(event);
    await collect();
    collector.now = NOON + 10 * DAY;
    expect((await collector.run('reconcile 2026-05')).code).toBe(0);
  });

  test('retention removes old rows and files, but keeps the day, its chain and the row numbers', async () => {
    const before = await rows();
    collector.now = NOON + 61 * DAY;
    configure('retention: 62d');
    expect((await collect()).stderr).not.toContain('removed');
    collector.now = NOON + 64 * DAY;
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([0, expect.stringContaining(`removed the 5 rows of heroku ${TODAY}`)]);
    expect(await rows()).toEqual([]);
    expect(existsSync(file())).toBe(false);
    expect(await collector.run('doctor')).toMatchObject({ code: 0, stdout: expect.not.stringContaining('WRONG') });
    const again = await collector.run('reconcile 2026-05');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('REMOVED')]);
    expect((await collector.run('backfill --archive 2026-05')).stderr).toContain('5 of days that were removed');
    expect(await rows()).toEqual([]);
    collector.trail.publish(
      auditDay({ day: new Date(collector.now).toISOString().slice(0, 10), events: 1, seed: 3 })[0],
    );
    await collect();
    expect((await rows()).map(({ seq }) => seq)).toEqual([before.at(-1)!.seq + 1]);
    expect((await collector.run('doctor')).code).toBe(0);
  });

  test('files and rows can have different retention times', async () => {
    collector.now = NOON + 70 * DAY;
    configure('retention: { files: 62d, rows: 400d }');
    await collect();
    expect(existsSync(file())).toBe(false);
    expect(ids(await rows())).toHaveLength(5);
    expect((await collector.run('doctor')).code).toBe(0);
  });

  test('retention keeps a day that a sink has not delivered', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    collector.now = NOON + 70 * DAY;
    configure(
      `retention: 62d\nsinks: { files: { type: ndjson }, siem: { type: webhook, url: "http://127.0.0.1:${port}/" } }`,
    );
    expect((await collect()).code).toBe(69);
    expect(await rows()).toHaveLength(5);
    server.closeAllConnections();
    server.close();
  });

  test('retention keeps a day that was not compared with an archive', async () => {
    const late = auditDay({ day: '2026-06-08', events: 1, seed: 5 });
    collector.trail.publish(late[0]);
    collector.now = NOON + 10 * DAY;
    await collect();
    collector.now = NOON + 100 * DAY;
    configure('retention: 62d');
    await collect();
    expect(ids(await rows())).toEqual(ids(late));
  });

  test('a retention of less than 62 days is refused', async () => {
    configure('retention: 30d');
    expect(await collector.run('status')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('retention is "30d". Allowed: days from 62d on'),
    });
  });
}
