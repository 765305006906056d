import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACME, auditDay, AUDIT_CANARIES, createAuditTrail, oddEvents, type Audit } from '@j1-integrations/simulators';
import { openReaderStore } from '../store/store';
import { describeWithSqlite, HOUR, ids, NOON, sorted, TODAY, useCollector } from '../testing/collector';
import { PAGE_BYTES } from '../store/checks';

const YESTERDAY = '2026-05-29';

describeWithSqlite('collect --once', () => {
  const collector = useCollector();
  const publish = (events: Audit.AuditEvent[], from?: number) =>
    events.forEach((event) => collector.trail.publish(event, { from }));
  const eventsAt = () =>
    collector.heroku.requests.filter(({ path }) => path === `/enterprise-accounts/${ACME.id}/events`);

  test('the table and the files have every event of yesterday and today once, however often Heroku lists it', async () => {
    await collector.start({ duplicates: 0.5, shuffled: true });
    const events = [...auditDay({ day: YESTERDAY, events: 60 }), ...auditDay({ day: TODAY, events: 40 })];
    publish(events);
    for (let i = 0; i < 3; i += 1) expect((await collector.run('collect --once')).code).toBe(0);
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
    expect(
      collector
        .lines()
        .map(({ event }) => event)
        .sort(byId),
    ).toEqual([...events].sort(byId));
    expect(ids(collector.lines())).toHaveLength(100);
  });

  test('a cycle makes two requests, each with a day and the order', async () => {
    await collector.run('collect --once');
    expect(eventsAt().map(({ query }) => query)).toEqual([`day=${TODAY}&order=asc`, `day=${YESTERDAY}&order=asc`]);
    await collector.run('collect --once');
    expect(eventsAt()).toHaveLength(4);
  });

  test('the collector finds a late event, and marks it as late if its day was sealed', async () => {
    const [onTime, late, later] = auditDay({ day: YESTERDAY, events: 3 });
    publish([onTime]);
    publish([late], NOON + HOUR);
    publish([later], NOON + 30 * HOUR);
    for (const hours of [0, 1, 2, 30, 31]) {
      collector.now = NOON + hours * HOUR;
      await collector.run('collect --once');
    }
    expect((await collector.rows()).map(({ id, late: flag }) => [id, flag])).toEqual([
      [onTime.id, 0],
      // Noon is six hours after the end of yesterday, but it takes two equal polls.
      [late.id, 0],
      [later.id, 1],
    ]);
    expect((await collector.state(YESTERDAY))?.state).toBe('SEALED');
  });

  test('a day is open, settles, and is sealed six hours after its end by two equal polls', async () => {
    publish(auditDay({ day: TODAY, events: 5 }));
    const states: unknown[] = [];
    for (const hours of [0, 13, 17, 18.5, 19]) {
      collector.now = NOON + hours * HOUR;
      await collector.run('collect --once');
      states.push((await collector.state(TODAY))?.state);
    }
    expect(states).toEqual(['OPEN', 'SETTLING', 'SETTLING', 'SEALED', 'SEALED']);
  });

  test('after a pause of ten days the collector reads every day in between', async () => {
    await collector.run('collect --once');
    collector.now = NOON + 10 * 24 * HOUR;
    const days = Array.from({ length: 11 }, (_, i) => new Date(NOON + i * 24 * HOUR).toISOString().slice(0, 10));
    const events = days.flatMap((day) => auditDay({ day, events: 4 }));
    publish(events);
    await collector.run('collect --once');
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
  });

  test('a changed event gets a new revision, an event that two polls miss has vanished, and both are delivered', async () => {
    const [changed, gone, back] = auditDay({ day: TODAY, events: 3 });
    publish([changed, gone, back]);
    await collector.run('collect --once');
    collector.trail.revise(changed.id, { actor: { id: changed.id, email: 'somebody.else@example.com' } });
    collector.trail.withdraw(gone.id);
    const hidden = collector.trail.listed(TODAY, collector.now).find((text) => text.includes(back.id))!;
    collector.trail.withdraw(back.id);
    await collector.run('collect --once');
    collector.trail.publish(hidden);
    const { stderr } = await collector.run('collect --once');
    expect(stderr).toContain('1 VANISHED');
    for (let i = 0; i < 3; i += 1) await collector.run('collect --once');
    const told = (await collector.rows()).map(({ id, revision, kind, actor }) => [id, revision, kind, actor]);
    expect(told.slice(3)).toEqual([
      [changed.id, 1, 'event', 'somebody.else@example.com'],
      [gone.id, 1, 'vanished', gone.actor?.email],
    ]);
    expect(collector.lines().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    collector.trail.publish(gone);
    await collector.run('collect --once');
    expect((await collector.rows()).slice(5)).toMatchObject([{ id: gone.id, revision: 2, kind: 'event' }]);
  });

  test('the same event with its keys in another order is no change', async () => {
    const [event] = auditDay({ day: TODAY, events: 1 });
    publish([event]);
    await collector.run('collect --once');
    const { id, ...rest } = event;
    collector.trail.withdraw(id);
    collector.trail.publish({ ...rest, id });
    for (let i = 0; i < 2; i += 1) await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(1);
  });

  test('the table keeps the bytes of odd events', async () => {
    const odd = oddEvents(TODAY, ACME);
    for (const text of Object.values(odd)) collector.trail.publish(text, { day: TODAY });
    for (let i = 0; i < 2; i += 1) expect((await collector.run('collect --once')).code).toBe(0);
    const rows = await collector.rows();
    expect(sorted(rows.map(({ raw }) => raw))).toEqual(sorted(Object.values(odd)));
    expect(new Set(rows.map(({ day }) => day))).toEqual(new Set([TODAY]));
    expect(ids(rows)).toContain(`evt_${TODAY}_1`);
    expect(ids(rows)).toContain(`abcdef00-0000-4000-8000-${TODAY.replaceAll('-', '')}0001`);
    expect(collector.lines()).toHaveLength(rows.length);
    expect((await collector.run('doctor')).code).toBe(0);
    expect((await collector.run('search --type applink_datacloud.levitate')).stdout).toContain(
      'applink_datacloud.levitate',
    );
  });

  test('no format and no search shows values of config vars, but they show the names', async () => {
    for (const text of Object.values(oddEvents(TODAY, ACME))) collector.trail.publish(text, { day: TODAY });
    const { stdout } = await collector.run('collect --once --sink stdout');
    const ocsf = await collector.run('replay --sink stdout --format ocsf');
    const found = await collector.run('search --json --limit all');
    const table = await collector.run('search --limit all');
    for (const text of [stdout, ocsf.stdout, found.stdout, table.stdout]) {
      for (const canary of AUDIT_CANARIES) expect(text).not.toContain(canary);
    }
    for (const text of [stdout, ocsf.stdout, found.stdout]) expect(text).toContain('PASSWORD');
  });

  test('with redactAtRest the table has no values, a changed value is a change, and earlier rows are not', async () => {
    const file = join(collector.folder, 'config.yaml');
    const { configMap, releaseWithConfig, emoji } = oddEvents(TODAY, ACME);
    for (const text of [releaseWithConfig, emoji]) collector.trail.publish(text, { day: TODAY });
    await collector.run('collect --once');
    writeFileSync(file, 'sources: { heroku: { account: acme } }\nredactAtRest: true\n');
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
    collector.trail.publish(configMap, { day: TODAY });
    for (let i = 0; i < 2; i += 1) await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(3);
    const { id } = JSON.parse(configMap) as { id: string };
    const hashed = async () => (await collector.rows()).flatMap((row) => (row.id === id ? [row.raw] : []));
    expect(await hashed()).toEqual([expect.stringMatching(/"PASSWORD":"\[redacted hmac-sha256:[0-9a-f]{32}\]"/)]);
    collector.trail.revise(id, { data: { PASSWORD: 'another-canary' } });
    await collector.run('collect --once');
    expect(await hashed()).toHaveLength(2);
    expect((await hashed())[1]).not.toBe((await hashed())[0]);
    expect((await hashed()).join()).not.toContain('canary');
    expect((await collector.run('doctor')).code).toBe(0);
    const { code, stderr } = await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: '' });
    expect([code, stderr]).toEqual([78, expect.stringContaining('this folder was collected with redactAtRest: true')]);
  });

  test('the collector reads all pages of a list', async () => {
    await collector.start({ pageSize: 7 });
    publish(auditDay({ day: TODAY, events: 40 }));
    await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(40);
  });

  test('a list of exactly 200 events is read in the other order too, and is a gap only if it was cut', async () => {
    await collector.start({ cap: 200 });
    publish(auditDay({ day: TODAY, events: 200 }));
    publish(auditDay({ day: YESTERDAY, events: 300 }));
    await collector.run('collect --once');
    expect([(await collector.state(TODAY))?.gap, (await collector.state(YESTERDAY))?.gap?.kind]).toEqual([
      null,
      'truncated',
    ]);
    // The table has the events of both answers.
    expect(await collector.rows()).toHaveLength(500);
    const { stdout } = await collector.run('status');
    expect(stdout).toContain(`GAP heroku ${YESTERDAY}: an answer with 300 events or more was cut`);
    collector.now += 20 * HOUR;
    await collector.run('collect --once');
    expect((await collector.state(YESTERDAY))?.state).toBe('SETTLING');
  });

  test('an archive closes the gap of a cut day, until Heroku lists an event that the archive lacks', async () => {
    await collector.start({ cap: 200 });
    publish(auditDay({ day: YESTERDAY, events: 500 }));
    await collector.run('collect --once');
    expect((await collector.state(YESTERDAY))?.gap?.kind).toBe('truncated');
    await collector.run('backfill --archive 2026-05');
    for (let i = 0; i < 2; i += 1) {
      await collector.run('collect --once');
      expect(await collector.state(YESTERDAY)).toMatchObject({ state: 'RECONCILED', gap: null });
    }
    expect(await collector.rows()).toHaveLength(500);
    publish(auditDay({ day: YESTERDAY, events: 1, seed: 9 }));
    await collector.run('collect --once');
    expect(await collector.state(YESTERDAY)).toMatchObject({ state: 'SETTLING', gap: { kind: 'truncated' } });
    await collector.run('backfill --archive 2026-05');
    await collector.run('collect --once');
    expect(await collector.state(YESTERDAY)).toMatchObject({ state: 'RECONCILED', gap: null });
  });

  test("the collector takes the day from Heroku's clock, and from the machine's clock if Heroku sends none", async () => {
    publish(auditDay({ day: TODAY, events: 3 }));
    for (let i = 0; i < 2; i += 1) await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(3);
    expect(await collector.state(new Date().toISOString().slice(0, 10))).toBeUndefined();
    await collector.start({ trails: [collector.trail], dateless: true });
    await collector.run('collect --once');
    const days = eventsAt().map(({ query }) => query.slice(4, 14));
    expect(days).toContain(new Date().toISOString().slice(0, 10));
  });

  test('a since in the past adds all days in one commit', async () => {
    await collector.run('collect --once');
    const config = `${collector.folder}/config.yaml`;
    writeFileSync(config, 'sources: { heroku: { account: acme, since: 2026-01-01 } }');
    collector.heroku.fault({ kind: 'status', status: 404, path: '/enterprise-accounts/*/events', nth: 2 });
    // While it is open, commits stay in the write-ahead log.
    const reader = await openReaderStore(collector.dataDir);
    await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: config });
    expect(await reader.days.all('heroku')).toHaveLength(150);
    const frames = statSync(`${collector.dataDir}/heroku_logs.db-wal`).size / PAGE_BYTES;
    await reader.close();
    expect(frames).toBeLessThan(60);
  });

  test('the rows of two accounts stay separate, and a refused account does not stop the other', async () => {
    const other = createAuditTrail({ id: '77777777-7777-4777-8777-777777777777', name: 'other' });
    await collector.start({ trails: [createAuditTrail(ACME), other] });
    // The same id in two accounts is two events.
    const [event] = auditDay({ day: TODAY, events: 1 });
    for (const trail of collector.heroku.trails) trail.publish(event);
    const config = `${collector.folder}/config.yaml`;
    writeFileSync(config, 'sources:\n  a: { account: acme }\n  x: { account: nobody }\n  b: { account: other }\n');
    const { code, stderr } = await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: config });
    expect(code).toBe(77);
    expect(stderr).toContain('x: Invalid Enterprise Account Name');
    expect((await collector.rows()).map(({ source, id }) => [source, id])).toEqual([
      ['a', event.id],
      ['b', event.id],
    ]);
  });

  test('one account that fails is named, and reconcile and backfill go on with the others', async () => {
    const [first, last] = [auditDay({ day: '2026-05-07', events: 1 })[0], auditDay({ day: TODAY, events: 1 })[0]];
    const other = createAuditTrail({ id: '77777777-7777-4777-8777-777777777777', name: 'other' });
    await collector.start({ trails: [createAuditTrail(ACME), other] });
    for (const trail of collector.heroku.trails) trail.publish(last);
    // Only the second account has an archive.
    other.publish(first);
    const config = `${collector.folder}/config.yaml`;
    writeFileSync(config, 'sources:\n  a: { account: acme }\n  x: { account: nobody }\n  b: { account: other }\n');
    const run = (line: string) => collector.run(line, { HEROKU_AUDIT_TRAIL_CONFIG: config });
    await run('collect --once');
    const found = await run('reconcile 2026-05 --json');
    expect([found.code, found.stderr]).toEqual([1, expect.stringMatching(/^a: Heroku has no archive of 2026-05/m)]);
    expect(JSON.parse(found.stdout)).toMatchObject([
      { source: 'b', missing: 1, complete: true },
      { source: 'a', complete: false, error: expect.stringContaining('no archive') },
      { source: 'x', complete: false, error: expect.stringContaining('Invalid Enterprise Account Name') },
    ]);
    const archived = await run('backfill --archive 2026-05');
    expect([archived.code, archived.stderr]).toEqual([
      77,
      expect.stringContaining('b 2026-05: checksum right, 1 entry'),
    ]);
    const whole = await run('reconcile 2026-05');
    expect([whole.code, whole.stdout]).toEqual([77, expect.not.stringContaining('No event is missing')]);
    const days = await run('backfill --from 2026-05-01');
    expect([days.code, days.stderr]).toEqual([77, expect.stringMatching(/^b: 0 new events in 30 days/m)]);
  });

  test('reconcile marks the days of one account if only the archive of another account has unreadable entries', async () => {
    const trails = [ACME, { id: '77777777-7777-4777-8777-777777777777', name: 'other' }].map(createAuditTrail);
    for (const trail of trails) trail.publish(auditDay({ day: TODAY, events: 1 })[0]);
    const config = `${collector.folder}/config.yaml`;
    writeFileSync(config, 'sources:\n  a: { account: acme }\n  b: { account: other }\n');
    const run = (line: string) => collector.run(line, { HEROKU_AUDIT_TRAIL_CONFIG: config });
    await collector.start({ trails });
    await run('collect --once');
    collector.now += 48 * HOUR;
    const [whole, other] = trails;
    const broken = { ...other, listed: (day: string, now: number) => [...other.listed(day, now), '{"id":}'] };
    await collector.start({ trails: [whole, broken] });
    const { code, stdout, stderr } = await run('reconcile 2026-05');
    expect([code, stdout]).toEqual([69, expect.stringMatching(new RegExp(`${TODAY} +1 .*RECONCILED`))]);
    expect(stderr).toContain('No day of an archive with unreadable entries was marked as reconciled.');
  });

  test('the collector refuses another account for a known source, but not another spelling of the same account', async () => {
    await collector.run('collect --once');
    expect((await collector.run('collect --once', { HEROKU_ENTERPRISE_ACCOUNT: ACME.id })).code).toBe(0);
    const other = createAuditTrail({ id: '77777777-7777-4777-8777-777777777777', name: 'other' });
    await collector.start({ trails: [other] });
    const { code, stderr } = await collector.run('collect --once', { HEROKU_ENTERPRISE_ACCOUNT: 'other' });
    expect([code, stderr]).toEqual([78, expect.stringContaining('Configure another source, or another folder')]);
  });
});

const byId = (a: unknown, b: unknown) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1);
