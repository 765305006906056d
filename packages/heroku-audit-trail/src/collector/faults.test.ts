import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ACME, auditDay, type Audit } from '@j1-integrations/simulators';
import { describeWithSqlite, HOUR, ids, sorted, TODAY, useCollector } from '../testing/collector';

const YESTERDAY = '2026-05-29';
const EVENTS = '/enterprise-accounts/*/events';

describeWithSqlite('a fault of Heroku', () => {
  const collector = useCollector();
  let events: Audit.AuditEvent[];
  beforeEach(() => {
    events = [...auditDay({ day: TODAY, events: 20 }), ...auditDay({ day: YESTERDAY, events: 20 })];
    for (const event of events) collector.trail.publish(event);
  });
  const held = async () => sorted(ids(await collector.rows()));
  const all = () => sorted(ids(events));

  test.each([
    ['a body that is cut', { kind: 'cutBody' as const }],
    ['a body that is cut in silence', { kind: 'cutBody' as const, quietly: true }],
    ['an HTML page', { kind: 'html' as const }],
    ['503', { kind: 'status' as const, status: 503 }],
    ['429 without a time', { kind: 'status' as const, status: 429 }],
    ['429 with a time', { kind: 'status' as const, status: 429, retryAfter: 1 }],
    ['a connection that is reset', { kind: 'reset' as const }],
    ['wrong JSON', { kind: 'status' as const, status: 200, body: '[{"id":1},{"id":]' }],
    ['an object instead of a list', { kind: 'status' as const, status: 200, body: '{"id":"x"}' }],
    ['two lists', { kind: 'status' as const, status: 200, body: '[{"id":"one"}][{"id":"two"}]' }],
    ['headers without a body', { kind: 'silent' as const, after: 'headers' as const }],
  ])('the collector stores every event once after %s', async (_what, fault) => {
    collector.heroku.fault({ ...fault, path: EVENTS, nth: 1 });
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(await held()).toEqual(all());
    expect(collector.lines()).toHaveLength(40);
  });

  test('a day that cannot be read is a gap until it is read, and the other day is read', async () => {
    // Both days are over.
    collector.now += 24 * HOUR;
    await collector.run('collect --once');
    collector.now += 24 * HOUR;
    collector.trail.publish(auditDay({ day: TODAY, events: 21 })[20]);
    collector.heroku.fault({ kind: 'cutBody', path: EVENTS, times: 3 });
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('broke off')]);
    const { stdout } = await collector.run('status');
    expect(stdout).toMatch(/GAP heroku 2026-05-31: .*broke off/);
    collector.heroku.clearFaults();
    expect((await collector.run('collect --once')).code).toBe(0);
    expect((await collector.run('status')).stdout).toContain('No gap');
  });

  test('the collector refuses a list whose pages never end and have no new event', async () => {
    const page = JSON.stringify(auditDay({ day: TODAY, events: 3 }));
    let asked = 0;
    const endless = createServer((request, response) => {
      const isList = request.url?.includes('/events');
      if (isList) asked += 1;
      response.writeHead(isList ? 206 : 200, { 'content-type': 'application/json', 'next-range': `id ]${asked}..` });
      response.end(isList ? page : JSON.stringify(ACME));
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const { port } = endless.address() as AddressInfo;
    const env = { HEROKU_API_URL: `http://127.0.0.1:${port}` };
    const { code, stderr } = await collector.run('collect --once', env);
    endless.close();
    endless.closeAllConnections();
    expect([code, stderr]).toEqual([69, expect.stringContaining('does not end: 20 pages in a row have no new event.')]);
    // Two days, each asked for three times.
    expect(asked).toBe(2 * 3 * 22);
    expect(await collector.rows()).toEqual([]);
  });

  test('the collector gives up after many 429, and the next run continues', async () => {
    collector.heroku.fault({ kind: 'status', status: 429 });
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('429')]);
    expect(collector.heroku.requests.length).toBeLessThan(15);
    collector.heroku.clearFaults();
    await collector.run('collect --once');
    expect(await held()).toEqual(all());
  });

  test.each([
    [401, 'Authentication Failed: Heroku does not accept the token.'],
    [403, "Authentication Failed: the token's user lacks the manage permission"],
    [404, 'Invalid Enterprise Account Name: Heroku has no enterprise account "acme", or this token cannot see it.'],
  ])('the collector reports a %i with its reason, asks once, and keeps its rows', async (status, words) => {
    await collector.run('collect --once');
    const before = collector.heroku.requests.length;
    collector.heroku.fault({ kind: 'status', status });
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([77, expect.stringContaining(words)]);
    expect(collector.heroku.requests.length - before).toBe(1);
    expect((await collector.run('status')).stdout).toContain(`heroku failed last: ${words}`);
    expect(await held()).toEqual(all());
  });

  const PAGE = '<html><title>Blocked</title></html>';
  test.each([
    [401, PAGE, 69, 'Something between this machine and Heroku answered: '],
    [403, PAGE, 69, 'Something between this machine and Heroku answered: '],
    [403, { message: 'Forbidden' }, 69, 'Something between this machine and Heroku answered: '],
    [404, { message: 'no Route matched with those values' }, 69, 'Something between this machine and Heroku answered'],
    [403, { id: 'suspended', message: 'The account is suspended.' }, 77, 'Heroku refuses the request. '],
    [403, { id: 'two_factor', message: 'A second factor is required.' }, 77, 'Heroku refuses the request. '],
  ])(
    'the collector reports %i with %j in its own words, and does not blame the permissions',
    async (status, body, code, words) => {
      collector.heroku.fault({ kind: 'status', status, body, path: EVENTS });
      const ended = await collector.run('collect --once');
      expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(`heroku: ${words}`)]);
      expect(ended.stderr).toContain(typeof body === 'string' ? 'Blocked' : body.message);
      expect(ended.stderr).not.toMatch(/manage|Authentication Failed|Invalid Enterprise/);
      collector.heroku.clearFaults();
      expect((await collector.run('collect --once')).code).toBe(0);
      expect(await held()).toEqual(all());
    },
  );

  test('the next poll uses a token that was replaced in its file', async () => {
    const file = join(collector.folder, 'token');
    const env = { HEROKU_API_KEY: undefined, HEROKU_API_KEY_FILE: file };
    writeFileSync(file, `${collector.heroku.token}\n`);
    expect((await collector.run('collect --once', env)).code).toBe(0);
    collector.heroku.tokens.clear();
    collector.heroku.tokens.add('HRKU-second');
    expect((await collector.run('collect --once', env)).code).toBe(77);
    writeFileSync(file, 'HRKU-second');
    expect((await collector.run('collect --once', env)).code).toBe(0);
  });

  test('the collector leaves a tenth of the rate limit to others', async () => {
    await collector.start({
      trails: [collector.trail],
      rateLimit: { size: 4500, remaining: 452, refillPerSecond: 2 },
    });
    const from = Date.now();
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(await held()).toEqual(all());
    // The requests for the account and for today use what is above the reserve. Yesterday waits for new requests.
    expect(Date.now() - from).toBeGreaterThan(200);
  });

  test('the collector refuses a host that does not answer, a token with a line break, and an address without TLS', async () => {
    const env = { HEROKU_API_URL: 'http://127.0.0.1:1' };
    expect(await collector.run('collect --once', env)).toMatchObject({ code: 69 });
    const broken = await collector.run('collect --once', { HEROKU_API_KEY: 'canary-one\ncanary-two' });
    expect([broken.code, broken.stderr]).toEqual([78, expect.stringContaining('HEROKU_API_KEY')]);
    expect(broken.stderr).not.toContain('canary');
    const plain = await collector.run('collect --once', { HEROKU_API_URL: 'http://api.heroku.com' });
    expect([plain.code, plain.stderr]).toEqual([78, expect.stringContaining('Allowed: https')]);
  });
});
