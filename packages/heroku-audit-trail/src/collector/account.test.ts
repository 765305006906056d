import { ACME, auditDay, createAuditTrail, type AuditTrail } from '@j1-integrations/simulators';
import { describeWithSqlite, HOUR, ids, NOON, sorted, TODAY, useCollector } from '../testing/collector';

const OTHER = '11111111-2222-4333-8444-555555555555';

describeWithSqlite('an enterprise account', () => {
  const collector = useCollector();
  const [first, second] = [auditDay({ day: TODAY, events: 5 }), auditDay({ day: TODAY, events: 5, seed: 2 })];
  let account: AuditTrail;
  let other: AuditTrail;
  const collect = () => collector.run('collect --once');
  const start = async (trails: AuditTrail[]) => {
    await collector.start({ trails });
  };
  beforeEach(async () => {
    account = createAuditTrail({ ...ACME });
    other = createAuditTrail({ id: OTHER, name: 'acme' });
    for (const event of first) account.publish(event);
    for (const event of auditDay({ day: TODAY, events: 5, seed: 3 })) other.publish(event);
    await start([account]);
    expect((await collect()).code).toBe(0);
    account.account.name = 'acme-group';
    for (const event of second) account.publish(event);
  });
  const all = sorted(ids([...first, ...second]));

  test('a renamed account is read by its id, and the collector reports the new name', async () => {
    const soon = await collect();
    expect([soon.code, soon.stderr]).toEqual([0, expect.stringContaining('heroku: 2 requests')]);
    expect(sorted(ids(await collector.rows()))).toEqual(all);
    collector.now = NOON + 2 * HOUR;
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(
        `heroku: the enterprise account acme is now called acme-group. It is still read by its id, ${ACME.id}.`,
      ),
    ]);
    expect((await collector.run('status')).stdout).toContain('acme-group');
    collector.now = NOON + 24 * HOUR;
    expect((await collector.run('reconcile 2026-05')).code).toBe(0);
    expect((await collector.run('backfill --archive 2026-05')).code).toBe(0);
    collector.env.HEROKU_ENTERPRISE_ACCOUNT = 'acme-group';
    const after = await collect();
    expect([after.code, after.stderr]).toEqual([0, expect.not.stringContaining('acme-group')]);
  });

  test('an account is not mixed with another one that has its old name', async () => {
    await start([other, account]);
    collector.now = NOON + 2 * HOUR;
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`Another account is now called "acme" (${OTHER}). It is not read.`),
    ]);
    expect(sorted(ids(await collector.rows()))).toEqual(all);
    await start([other]);
    collector.now = NOON + 4 * HOUR;
    const gone = await collect();
    expect([gone.code, gone.stderr]).toEqual([77, expect.stringContaining('the token no longer sees acme-group')]);
    expect(sorted(ids(await collector.rows()))).toEqual(all);
  });
});
