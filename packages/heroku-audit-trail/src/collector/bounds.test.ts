import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { auditDay, type Audit } from '@j1-integrations/simulators';
import { createBounds, LimitExceeded } from '../source/bounds';
import { MAX_ITEM_BYTES } from '../source/item-parts';
import { describeWithSqlite, HOUR, ids, sorted, TODAY, useCollector } from '../testing/collector';
import { EntriesLeftOut, entriesOf } from './archive-file';

const EVENTS = '/enterprise-accounts/*/events';

describeWithSqlite('the size and time limits', () => {
  const collector = useCollector();
  let events: Audit.AuditEvent[];
  let large: Audit.AuditEvent;
  beforeEach(() => {
    events = auditDay({ day: TODAY, events: 10 });
    const [odd] = auditDay({ day: TODAY, events: 1, seed: 2 });
    large = { ...odd, data: { note: 'x'.repeat(MAX_ITEM_BYTES) } };
    for (const event of [...events.slice(0, 5), large, ...events.slice(5)]) collector.trail.publish(event);
  });

  test('an event of more than 8 MiB makes a gap that names it, and all other events are stored', async () => {
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('10 new events of 10, CUT: the answer has 1 event of more'),
    ]);
    expect(sorted(ids(collector.lines()))).toEqual(sorted(ids(events)));
    const { stdout } = await collector.run('status');
    expect(stdout).toContain(`GAP heroku ${TODAY}: the answer has 1 event of more than 8 MiB, with the id ${large.id}`);
    collector.trail.withdraw(large.id);
    await collector.run('collect --once');
    expect((await collector.run('status')).stdout).toContain('No gap');
  });

  test('events that are not JSON make a gap that names the first one, and all others are stored', async () => {
    const odd = ['{"id":"odd","data":NaN}', 'undefined'];
    const { trail } = collector;
    const broken = { ...trail, listed: (day: string, now: number) => [odd[0], ...trail.listed(day, now), odd[1]] };
    await collector.start({ trails: [broken] });
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([0, expect.stringContaining('10 new events of 10, CUT: the answer has 1 event of')]);
    expect(stderr).toContain('heroku: 3 requests\n');
    expect(sorted(ids(collector.lines()))).toEqual(sorted(ids(events)));
    expect((await collector.run('status')).stdout).toMatch(
      new RegExp(`GAP heroku ${TODAY}: .* it has 2 events in invalid JSON, the first with the id odd: left out`),
    );
    expect(await collector.run('doctor')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        new RegExp(`WRONG heroku ${TODAY}: .* 2 events in invalid JSON, the first with the id odd`),
      ),
    });
    odd.fill('{"id":"odd"}');
    trail.withdraw(large.id);
    await collector.run('collect --once');
    expect(await collector.rows()).toHaveLength(11);
    expect((await collector.run('status')).stdout).toContain('No gap');
    expect((await collector.run('doctor')).code).toBe(0);
  });

  test('an archive entry of more than 8 MiB is left out, and no day is reconciled', async () => {
    collector.now += 24 * HOUR;
    const { code, stderr } = await collector.run('backfill --archive 2026-05');
    expect([code, stderr]).toEqual([
      69,
      expect.stringContaining(`1 event of more than 8 MiB, with the id ${large.id}`),
    ]);
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
    expect((await collector.state(TODAY))?.state).not.toBe('RECONCILED');
  });

  test('reconcile compares the other entries of an archive with unreadable entries, and names these', async () => {
    const { trail } = collector;
    trail.withdraw(large.id);
    await collector.run('collect --once');
    collector.now += 24 * HOUR;
    const [other] = auditDay({ day: TODAY, events: 1, seed: 3 });
    const odd = ['{"id":"odd","data":NaN}', JSON.stringify(large), JSON.stringify(other)];
    const withOdd = { ...trail, listed: (day: string, now: number) => [...trail.listed(day, now), ...odd] };
    await collector.start({ trails: [withOdd] });
    const reconcile = async (args = '') => collector.run(`reconcile 2026-05${args}`);

    const { code, stdout, stderr } = await reconcile();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`missing: ${other.id}`)]);
    expect(stderr).toMatch(/^unreadable: entry \d+ \(23 bytes, with the id odd\): in invalid JSON$/m);
    expect(stderr).toMatch(
      new RegExp(`^unreadable: entry \\d+ \\(8,\\d+,\\d+ bytes, .*${large.id}\\): of more than 8 MiB$`, 'm'),
    );
    expect(stderr).toContain('2 entries of the archive could not be read');
    expect(stdout).toMatch(new RegExp(`${TODAY} +11 +10 +1 `));

    odd.pop();
    const rest = await reconcile();
    expect([rest.code, rest.stdout]).toEqual([69, expect.not.stringContaining('No event is missing')]);
    expect(rest.stderr).toContain('so the comparison is not complete. Every entry that could be read is in the table');
    expect((await collector.state('2026-05-29'))?.state).not.toBe('RECONCILED');
    const [report] = JSON.parse((await reconcile(' --json')).stdout) as Record<string, unknown>[];
    const why = [expect.objectContaining({ id: 'odd', bytes: 23 }), expect.objectContaining({ id: large.id })];
    expect(report).toMatchObject({ missing: 0, complete: false, unreadable: expect.arrayContaining(why) });

    odd.splice(0, 2, '{"id":"cut"');
    const cut = await reconcile();
    expect([cut.code, cut.stderr]).toEqual([69, expect.stringContaining('The rest was not compared')]);
    expect(cut.stdout).toMatch(new RegExp(`${TODAY} +[1-9]`));
    odd.pop();
    expect(await reconcile()).toMatchObject({ code: 0, stdout: expect.stringContaining('No event is missing') });
  });

  test('the collector refuses a zip bomb and a body that never ends', async () => {
    const bomb = `["${'x'.repeat(20 * 1024 * 1024)}"]`;
    collector.heroku.fault({
      kind: 'status',
      status: 200,
      body: bomb,
      headers: { 'content-type': 'application/json' },
      path: EVENTS,
      times: 1,
    });
    const zipped = await collector.run('collect --once');
    expect([zipped.code, zipped.stderr]).toEqual([
      69,
      expect.stringContaining(`the events of ${TODAY} has a compression ratio above 200`),
    ]);
    collector.heroku.clearFaults();
    collector.heroku.fault({ kind: 'endlessBody', path: EVENTS });
    process.env.HEROKU_AUDIT_TRAIL_BODY_SECONDS = '0.2';
    try {
      const slow = await collector.run('collect --once');
      expect([slow.code, slow.stderr]).toEqual([69, expect.stringContaining('took longer than 0.2 seconds')]);
    } finally {
      delete process.env.HEROKU_AUDIT_TRAIL_BODY_SECONDS;
    }
    collector.heroku.clearFaults();
    expect((await collector.run('collect --once')).code).toBe(0);
  });

  test('entriesOf refuses a zip bomb, and leaves out an entry above the size limit', async () => {
    const file = join(collector.folder, 'archive.gz');
    const read = async () => {
      const found: string[] = [];
      for await (const items of entriesOf(file, '2026-05')) found.push(...items.map(String));
      return found;
    };
    writeFileSync(file, gzipSync(`{"entries":[${' '.repeat(20 * 1024 * 1024)}]}`));
    await expect(read()).rejects.toThrow('The archive of 2026-05 has a compression ratio above 200');
    writeFileSync(file, gzipSync(`{"entries":[1,"${'x'.repeat(MAX_ITEM_BYTES)}",2]}`, { level: 0 }));
    await expect(read()).rejects.toThrow(EntriesLeftOut);
  });

  test('the bounds apply to all pages together', async () => {
    let at = 0;
    let within = createBounds({ what: 'The answer', bytes: 10, seconds: 60 }, () => at);
    const drain = async (...pieces: string[]) => {
      for await (const _piece of within(
        (async function* () {
          yield* pieces.map((piece) => Buffer.from(piece));
        })(),
      ));
    };
    await drain('12345', '678');
    await drain('90');
    await expect(drain('1')).rejects.toThrow(
      new LimitExceeded({ what: 'The answer' }, 'has more than 10 bytes').message,
    );
    within = createBounds({ what: 'The answer', bytes: 10, seconds: 60 }, () => at);
    at = 60_001;
    await expect(drain('')).rejects.toThrow('The answer took longer than 60 seconds');
  });
});
