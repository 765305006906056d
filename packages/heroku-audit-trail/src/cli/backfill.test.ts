import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, ids, sorted, useCollector } from '../testing/collector';

const EVENTS = '/enterprise-accounts/*/events';

describeWithSqlite('backfill --from', () => {
  const collector = useCollector();
  const asked = () => collector.heroku.requests.filter(({ path }) => path.endsWith('/events'));

  test('backfill leaves a tenth of the rate limit to others, and says how long it waits', async () => {
    // Time runs twenty times as fast for the client and the simulator.
    const [clockSpeed, refillPerSecond] = [20, 25];
    const policy = process.env.PROVIDER_HTTP_DEFAULTS;
    process.env.PROVIDER_HTTP_DEFAULTS = JSON.stringify({ clockSpeed });
    await collector.start({ rateLimit: { size: 4500, remaining: 440, refillPerSecond } });
    const { code, stderr } = await collector.run('backfill --from 2026-05-01 --to 2026-05-29');
    process.env.PROVIDER_HTTP_DEFAULTS = policy;
    expect(code).toBe(0);
    expect(asked()).toHaveLength(29);
    // The requests that were left after each request. Below the reserve, half of the new requests stay in the pool.
    const left = collector.heroku.requests.map(({ startedAt }, i) => 439 - i + (startedAt / 1000) * refillPerSecond);
    expect(Math.min(...left)).toBeGreaterThan(437);
    expect(left.at(-1)).toBeGreaterThan(449);
    expect(stderr).toMatch(/waits \d+ s: 450 of 4,500 requests are left to other users .* \d+ days to go, about \d+ s/);
  });

  test('a day that cannot be read is a gap until it is read, and the other days are read', async () => {
    const days = ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04'];
    const events = days.flatMap((day) => auditDay({ day, events: 3 }));
    for (const event of events) collector.trail.publish(event);
    collector.heroku.fault({ kind: 'status', status: 422, path: EVENTS, nth: 2 });
    for (const nth of [4, 5, 6]) collector.heroku.fault({ kind: 'cutBody', path: EVENTS, nth });
    const { code, stderr } = await collector.run('backfill --from 2026-05-01 --to 2026-05-04');
    expect([code, stderr]).toEqual([69, expect.stringContaining('heroku: 6 new events in 4 days.')]);
    expect(stderr).toMatch(/heroku 2026-05-02: GET .* 422/);
    expect(stderr).toContain('2 days could not be read: 2026-05-02, 2026-05-04. The next collect asks for them');
    expect((await collector.run('status')).stdout).toMatch(/GAP heroku 2026-05-02: [^]*GAP heroku 2026-05-04: /);
    await collector.run('collect --once');
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
    expect((await collector.run('status')).stdout).toContain('No gap');
  });

  test('backfill ends after three days without an answer, and the next collect reads the days', async () => {
    await collector.run('collect --once');
    collector.heroku.fault({ kind: 'status', status: 503, path: EVENTS });
    const before = asked().length;
    const { code, stderr } = await collector.run('backfill --from 2026-01-01 --to 2026-05-20');
    expect([code, stderr]).toEqual([69, expect.stringContaining('140 days could not be read: from 2026-01-01')]);
    expect(asked().length - before).toBe(9);
    expect((await collector.state('2026-03-03'))?.state).toBe('NEW');
  });

  test('an event that is no JSON makes its day a gap, and backfill says so', async () => {
    const { trail } = collector;
    const listed = (day: string, now: number) =>
      day === '2026-05-03' ? ['{"id":"odd","data":NaN}'] : trail.listed(day, now);
    await collector.start({ trails: [{ ...trail, listed }] });
    const { code, stderr } = await collector.run('backfill --from 2026-05-02 --to 2026-05-04');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('heroku: 2026-05-03 is a gap: the answer has 1 event in'),
    ]);
    expect(stderr).toContain('Heroku listed nothing for 2 days: 2026-05-02, 2026-05-04.');
  });

  test.each(['backfill --from 2026-05-01', 'collect --once --json'])(
    'a signal in the middle of an answer: %s ends with 75, and reports nothing about what it did not read',
    async (command) => {
      collector.heroku.fault({ kind: 'endlessBody', path: EVENTS });
      const ending = new AbortController();
      const ended = collector.run(command, {}, ending.signal);
      while (asked().length === 0) await new Promise((done) => setTimeout(done, 20));
      ending.abort();
      const { code, stdout, stderr } = await ended;
      expect([code, stdout + stderr]).toEqual([75, expect.not.stringMatching(/No Audit Events|in 30 days/)]);
    },
  );

  test('a refusal ends backfill at once', async () => {
    await collector.run('collect --once');
    collector.heroku.fault({ kind: 'status', status: 403, path: EVENTS });
    const before = asked().length;
    expect((await collector.run('backfill --from 2026-05-01')).code).toBe(77);
    expect(asked().length - before).toBe(1);
  });

  test('backfill names the archives of days for which Heroku lists nothing', async () => {
    collector.trail.publish(auditDay({ day: '2026-05-02', events: 1 })[0]);
    const { stderr } = await collector.run('backfill --from 2026-03-30 --to 2026-05-02');
    expect(stderr).toContain('Heroku listed nothing for 33 days: from 2026-03-30 to 2026-05-01.');
    expect(stderr).toContain('heroku-audit-trail backfill --archive 2026-03  (and so on, to 2026-05)');
  });

  test('check and collect --once say how long they wait, and why', async () => {
    for (const command of ['check', 'collect --once']) {
      collector.heroku.fault({ kind: 'status', status: 429, retryAfter: '0.05', nth: 1 });
      const { code, stderr } = await collector.run(command);
      expect([code, stderr]).toEqual([0, expect.stringMatching(/waits 1 s: Heroku answered 429, too many requests/)]);
    }
  });
});
