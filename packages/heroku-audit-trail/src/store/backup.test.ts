import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, ids, sorted, TODAY, useCollector } from '../testing/collector';
import { PAGE_BYTES } from './checks';
import { rowsIn, useReceiver } from '../testing/receiver';
import { openCollectorStore } from './store';

const YESTERDAY = '2026-05-29';

describeWithSqlite('a backup', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  const published: string[] = [];
  const publish = (day: string, events: number, seed: number) => {
    for (const event of auditDay({ day, events, seed })) {
      collector.trail.publish(event);
      published.push(event.id);
    }
  };
  const collect = () => collector.run('collect --once');
  const to = () => join(collector.folder, 'backup');
  const backup = () => collector.run(['backup', '--to', to()]);
  const restore = () => collector.run(['restore', '--from', to()]);
  const byKey = () => {
    const bodies = new Map<string, Set<string>>();
    for (const { key, body } of receiver.received) bodies.set(key, (bodies.get(key) ?? new Set()).add(body));
    return [...bodies.values()];
  };
  const fileIds = () => ids(collector.lines('files'));
  beforeEach(async () => {
    published.length = 0;
    publish(YESTERDAY, 30, 1);
    publish(TODAY, 20, 1);
    await collect();
  });

  test('backup works while a collector runs, and only the owner can read and search the result', async () => {
    const store = await openCollectorStore(collector.dataDir);
    const { code, stdout } = await backup();
    await store.close();
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${to()}: 50 rows, `)]);
    expect(readdirSync(to()).sort()).toEqual(['heroku_logs.db', 'heroku_logs.id']);
    for (const name of ['.', ...readdirSync(to())]) expect(statSync(join(to(), name)).mode & 0o077).toBe(0);
    const found = await collector.run(['search', '--limit', 'all', '--json', '--data-dir', to()]);
    expect(found.stdout.trim().split('\n')).toHaveLength(50);
    const { stdout: looked } = await collector.run(['doctor', '--data-dir', to()]);
    expect(looked).toContain('all 50 rows of 2 days are as they were written');
  });

  test('restore loses and doubles no event, and no key of a batch is used for other events', async () => {
    await backup();
    publish(TODAY, 7, 2);
    await collect();
    const before = collector.lines('files').length;
    const { code, stdout } = await restore();
    expect([before, code]).toEqual([57, 0]);
    expect(stdout).toContain(`${collector.dataDir} has the 50 rows of the backup.`);
    expect(stdout).toContain('The next collect reads every day since the backup, and the last week again.');
    expect(stdout).toContain(`1 day had more rows: ${TODAY}.`);
    expect(stdout).toContain('heroku-audit-trail reconcile 2026-05');
    const aside = /is in (.+), with the files/.exec(stdout)![1];
    expect(
      readFileSync(join(aside, `files/heroku/${TODAY}.ndjson`), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(27);
    const doctor = await collector.run('doctor');
    expect([doctor.code, doctor.stdout]).toEqual([
      0,
      expect.stringMatching(/a backup was restored; it had 27 rows before/),
    ]);
    // After the restore, new events get the numbers that other events had before.
    publish(TODAY, 1, 3);
    await collector.start({ trails: [collector.trail], shuffled: true });
    Object.assign(collector.env, {
      HEROKU_AUDIT_TRAIL_CONFIG: join(collector.folder, 'config.yaml'),
      SECRET: 'canary-secret',
    });
    expect((await collect()).code).toBe(0);
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(published));
    expect(sorted(fileIds())).toEqual(sorted(published));
    expect(new Set(ids(receiver.rows()))).toEqual(new Set(published));
    for (const bodies of byKey()) expect(bodies.size).toBe(1);
    expect((await collector.run('doctor')).code).toBe(0);
  });

  test('the collector notices a backup that was copied over the database, and loses nothing', async () => {
    await backup();
    publish(TODAY, 7, 2);
    await collect();
    copyFileSync(join(to(), 'heroku_logs.db'), join(collector.dataDir, 'heroku_logs.db'));
    expect((await collector.run('doctor')).stdout).toContain('WRONG');
    publish(TODAY, 1, 3);
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${TODAY}: the database is older than before, when`)]);
    expect(sorted(fileIds())).toEqual(sorted(published));
    for (const bodies of byKey()) expect(bodies.size).toBe(1);
    expect(new Set(receiver.received.flatMap(rowsIn).map(({ id }) => id))).toEqual(new Set(published));
    expect((await collector.run('doctor')).stdout).toContain('the database was found to be an older one');
  });

  test('restore works in an empty folder, without a database, and with a damaged one', async () => {
    await backup();
    const database = join(collector.dataDir, 'heroku_logs.db');
    const lose = [
      () => rmSync(collector.dataDir, { recursive: true }),
      () => rmSync(database),
      () => writeFileSync(database, Buffer.alloc(8192, 7)),
    ];
    for (const lost of lose) {
      lost();
      expect((await restore()).code).toBe(0);
      expect((await collect()).code).toBe(0);
      expect(sorted(ids(await collector.rows()))).toEqual(sorted(published));
    }
  });

  test('backup refuses a bad target, and restore refuses a damaged or foreign backup and a running collector', async () => {
    await backup();
    expect((await backup()).stderr).toContain('which is not empty');
    expect((await collector.run(['backup', '--to', join(collector.dataDir, 'b')])).code).toBe(64);
    const store = await openCollectorStore(collector.dataDir);
    expect(await restore()).toMatchObject({ code: 75, stderr: expect.stringContaining(`process ${process.pid}`) });
    await store.close();
    const sidecar = join(collector.dataDir, 'heroku_logs.id');
    const text = readFileSync(sidecar, 'utf8');
    writeFileSync(sidecar, '11111111-1111-4111-8111-111111111111\n');
    expect(await restore()).toMatchObject({ code: 78, stderr: expect.stringContaining('is of another database') });
    writeFileSync(sidecar, text);
    const file = join(to(), 'heroku_logs.db');
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.from(whole).fill(0xa5, 5 * PAGE_BYTES, 5 * PAGE_BYTES + 200));
    expect((await restore()).code).toBe(78);
    mkdirSync(join(collector.folder, 'empty'));
    expect((await collector.run(['restore', '--from', join(collector.folder, 'empty')])).stderr).toContain(
      'no audit trail',
    );
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(published));
    expect(existsSync(join(collector.dataDir, 'heroku_logs.db.new'))).toBe(false);
  });
});
