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

  test('every event of yesterday and today is in the table and in the files once, however often it is listed', async () => {
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

  test('two requests a cycle, with the day named and the order', async () => {
    await collector.run('collect --once');
    expect(eventsAt().map(({ query }) => query)).toEqual([`day=${TODAY}&order=asc`, `day=${YESTERDAY}&order=asc`]);
    await collector.run('collect --once');
    expect(eventsAt()).toHaveLength(4);
  });

  test('an event that comes late is found, and is flagged where its day was sealed', async () => {
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

  test('after a pause of ten days every day in between is read', async () => {
    await collector.run('collect --once');
    collector.now = NOON + 10 * 24 * HOUR;
    const days = Array.from({ length: 11 }, (_, i) => new Date(NOON + i * 24 * HOUR).toISOString().slice(0, 10));
    const events = days.flatMap((day) => auditDay({ day, events: 4 }));
    publish(events);
    await collector.run('collect --once');
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
  });

  test('a body that changes is the next revision; an event that is gone twice has vanished; both are delivered', async () => {
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

  test('odd events are kept as they came: unknown types, no UUID, other days, emoji, bytes that parsing loses', async () => {
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

  test('values of config vars leave in no format and no search, and their names do', async () => {
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

  test('with redactAtRest the table holds no value either, a change shows, and what was there before is no change', async () => {
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

  test('pages are followed to their end', async () => {
    await collector.start({ pageSize: 7 });
    publish(auditDay({ day: TODAY, events: 40 }));
    await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(40);
  });

  test('a day of exactly 200 events is read from its other end too: cut is a gap, whole is none', async () => {
    await collector.start({ cap: 200 });
    publish(auditDay({ day: TODAY, events: 200 }));
    publish(auditDay({ day: YESTERDAY, events: 300 }));
    await collector.run('collect --once');
    expect([(await collector.state(TODAY))?.gap, (await collector.state(YESTERDAY))?.gap?.kind]).toEqual([
      null,
      'truncated',
    ]);
    // What both ends have is held.
    expect(await collector.rows()).toHaveLength(500);
    const { stdout } = await collector.run('status');
    expect(stdout).toContain(`GAP heroku ${YESTERDAY}: an answer with 300 events or more was cut`);
    collector.now += 20 * HOUR;
    await collector.run('collect --once');
    expect((await collector.state(YESTERDAY))?.state).toBe('SETTLING');
  });

  test('an archive closes a day that was cut, until an event comes that the archive had not', async () => {
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

  test("Heroku's clock says which day it is, whatever ours says; without one, ours does", async () => {
    publish(auditDay({ day: TODAY, events: 3 }));
    for (let i = 0; i < 2; i += 1) await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(3);
    expect(await collector.state(new Date().toISOString().slice(0, 10))).toBeUndefined();
    await collector.start({ trails: [collector.trail], dateless: true });
    await collector.run('collect --once');
    const days = eventsAt().map(({ query }) => query.slice(4, 14));
    expect(days).toContain(new Date().toISOString().slice(0, 10));
  });

  test('days from long ago on are made known at once, and not each with a commit of its own', async () => {
    await collector.run('collect --once');
    const config = `${collector.folder}/config.yaml`;
    writeFileSync(config, 'sources: { heroku: { account: acme, since: 2026-01-01 } }');
    collector.heroku.fault({ kind: 'status', status: 404, path: '/enterprise-accounts/*/events', nth: 2 });
    // While it is open, what is committed stays in the log of SQLite.
    const reader = await openReaderStore(collector.dataDir);
    await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: config });
    expect(await reader.days.all('heroku')).toHaveLength(150);
    const frames = statSync(`${collector.dataDir}/heroku_logs.db-wal`).size / PAGE_BYTES;
    await reader.close();
    expect(frames).toBeLessThan(60);
  });

  test('two accounts keep apart, and one that is refused does not hold up the other', async () => {
    const other = createAuditTrail({ id: '77777777-7777-4777-8777-777777777777', name: 'other' });
    await collector.start({ trails: [createAuditTrail(ACME), other] });
    // The same id in both is two events.
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

  test('a source that is to be another account is refused; a new name of the same one is not', async () => {
    await collector.run('collect --once');
    expect((await collector.run('collect --once', { HEROKU_ENTERPRISE_ACCOUNT: ACME.id })).code).toBe(0);
    const other = createAuditTrail({ id: '77777777-7777-4777-8777-777777777777', name: 'other' });
    await collector.start({ trails: [other] });
    const { code, stderr } = await collector.run('collect --once', { HEROKU_ENTERPRISE_ACCOUNT: 'other' });
    expect([code, stderr]).toEqual([78, expect.stringContaining('Give the other account a source of its own')]);
  });
});

const byId = (a: unknown, b: unknown) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1);
