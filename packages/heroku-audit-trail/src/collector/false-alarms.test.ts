import { auditDay, type Audit } from '@j1-integrations/simulators';
import { describeWithSqlite, HOUR, useCollector } from '../testing/collector';

const YESTERDAY = '2026-05-29';
const EVENTS = '/enterprise-accounts/*/events';

describeWithSqlite('an answer that differs without an edit', () => {
  const collector = useCollector();
  let events: Audit.AuditEvent[];
  const collect = () => collector.run('collect --once');
  const kinds = async () => (await collector.rows()).map(({ kind, revision }) => `${kind} ${revision}`);
  const counted = async () => {
    const found: Record<string, number> = {};
    for (const kind of await kinds()) found[kind] = (found[kind] ?? 0) + 1;
    return found;
  };
  beforeEach(async () => {
    events = auditDay({ day: YESTERDAY, events: 40 });
    for (const event of events) collector.trail.publish(event);
    await collect();
  });
  const revise = (fields: (event: Audit.AuditEvent) => object) => {
    for (const event of events) collector.trail.revise(event.id, fields(event));
  };

  test('a field that Heroku adds to every event gives each event one row of kind extended', async () => {
    const more = (event: Audit.AuditEvent) => ({ trace: 'x', actor: { ...event.actor, federated: false } });
    revise(more);
    const { stderr } = await collect();
    expect(stderr).toContain(`${YESTERDAY}: 0 new events of 40, 40 extended`);
    expect(stderr).not.toContain('CHANGED');
    await collect();
    expect(await counted()).toEqual({ 'event 0': 40, 'extended 1': 40 });
    expect(collector.lines().filter(({ kind }) => kind === 'extended')).toHaveLength(40);
    const [{ sources }] = [JSON.parse((await collector.run('status --json')).stdout) as { sources: object[] }];
    expect(sources).toMatchObject([{ events: 40, changed: 0, extended: 40, vanished: 0 }]);
    const ocsf = await collector.run('replay --sink stdout --format ocsf');
    const lines = ocsf.stdout.trim().split('\n');
    const severities = lines.map((line) => (JSON.parse(line) as { severity_id: number }).severity_id);
    expect(severities.slice(40)).toEqual(severities.slice(0, 40));
    expect((await collector.run('search')).stdout).toContain('extended');
  });

  test('servers that do not send the new field yet add no row, in any order of answers', async () => {
    const before = collector.trail.listed(YESTERDAY, collector.now);
    revise(() => ({ trace: 'x' }));
    const after = collector.trail.listed(YESTERDAY, collector.now);
    for (const list of [after, before, after, before]) {
      collector.heroku.fault({ kind: 'status', status: 200, body: `[${list.join(',')}]`, path: EVENTS, nth: 2 });
      await collect();
      collector.heroku.clearFaults();
    }
    expect(await counted()).toEqual({ 'event 0': 40, 'extended 1': 40 });
  });

  test.each<[string, (event: Audit.AuditEvent) => object]>([
    ['a new value', () => ({ action: 'other', trace: 'x' })],
    ['a value instead of null', ({ data }) => ({ data: { ...data, addon: 'new' }, team: { id: 'x' } })],
    ['a longer list', ({ data }) => ({ data: { ...data, keys: ['A', 'B', 'C', 'D'] } })],
  ])('%s is a change', async (_what, fields) => {
    events = [events.find(({ type, team }) => type === 'config_change' && team !== null)!];
    collector.trail.revise(events[0].id, fields(events[0]));
    expect((await collect()).stderr).toContain('1 CHANGED');
  });

  test('a removed field is a change', async () => {
    revise(() => ({ app: undefined }));
    expect((await collect()).stderr).toContain('40 CHANGED');
  });

  test('a full day with an empty answer is one finding, until Heroku lists the events again', async () => {
    const listed = collector.trail.listed(YESTERDAY, collector.now);
    for (const { id } of events) collector.trail.withdraw(id);
    const first = await collect();
    expect(first.stderr).toContain(`${YESTERDAY}: 0 new events of 0, 40 NO LONGER LISTED`);
    expect((await collector.run('status')).stdout).toContain('No gap');
    for (let i = 0; i < 3; i += 1) await collect();
    expect(await counted()).toEqual({ 'event 0': 40 });
    const gap = `GAP heroku ${YESTERDAY}: Heroku no longer lists 40 of the 40 events in the table`;
    expect((await collector.run('status')).stdout).toContain(gap);
    for (const hours of [10, 40, 240]) {
      collector.now += hours * HOUR;
      await collect();
    }
    expect((await collector.state(YESTERDAY))?.state).toBe('SETTLING');
    for (const event of listed) collector.trail.publish(event);
    collector.now += 25 * HOUR;
    await collect();
    expect((await collector.state(YESTERDAY))?.gap).toBeNull();
    expect(await counted()).toEqual({ 'event 0': 40 });
  });

  test('when Heroku lists a day again, each event that it still lacks has vanished', async () => {
    const listed = collector.trail.listed(YESTERDAY, collector.now);
    for (const { id } of events) collector.trail.withdraw(id);
    for (let i = 0; i < 2; i += 1) await collect();
    for (const event of listed.slice(3)) collector.trail.publish(event);
    for (let i = 0; i < 3; i += 1) await collect();
    expect(await counted()).toEqual({ 'event 0': 40, 'vanished 1': 3 });
    expect((await collector.state(YESTERDAY))?.gap).toBeNull();
  });

  test("Heroku's archive closes the gap of a day that is no longer listed", async () => {
    const archive = (await collector.run('backfill --archive 2026-05')).code;
    for (const { id } of events) collector.trail.withdraw(id);
    for (let i = 0; i < 3; i += 1) await collect();
    expect([archive, (await collector.state(YESTERDAY))?.gap]).toEqual([0, null]);
    expect((await collector.state(YESTERDAY))?.state).toBe('RECONCILED');
  });
});
