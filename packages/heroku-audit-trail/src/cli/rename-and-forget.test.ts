import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { loadSqlite } from '../store/sqlite';
import { openCollectorStore } from '../store/store';
import { describeWithSqlite, HOUR, ids, NOON, sorted, TODAY, useCollector } from '../testing/collector';

const YESTERDAY = '2026-05-29';

describeWithSqlite('names of sources and sinks', () => {
  const collector = useCollector();
  const [first, second] = [1, 2].map((seed) => auditDay({ day: TODAY, events: 5, seed }));
  const all = sorted(ids([...first, ...second]));
  const path = (name: string) => join(collector.dataDir, name);
  const collect = () => collector.run('collect --once');
  const doctor = () => collector.run('doctor');
  const configure = (sources: string, sinks = 'files: { type: ndjson }') => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, `sources: { ${sources} }\nsinks: { ${sinks} }\n`);
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
  };
  const publish = (events: typeof first) => events.forEach((event) => collector.trail.publish(event));
  const seal = async () => {
    for (const hours of [18, 22]) {
      collector.now = NOON + hours * HOUR;
      await collect();
    }
  };
  beforeEach(async () => {
    configure('prod: { account: acme }');
    publish(first);
    publish(auditDay({ day: YESTERDAY, events: 3 }));
    expect((await collect()).code).toBe(0);
    publish(second);
  });

  test('commands show the name of a source, and find it by its key', async () => {
    configure('prod: { account: acme, name: Heroku Audit Prod }');
    expect((await collector.run('status')).stdout).toContain('Heroku Audit Prod (prod)');
    expect((await collector.run('search --source prod')).stdout).toContain('Heroku Audit Prod (prod)');
    expect((await collector.run('search --json --limit 1')).stdout).toContain('"source_name":"Heroku Audit Prod"');
    expect((await doctor()).stdout).toContain('source Heroku Audit Prod (prod): the account acme');
    configure('prod: { account: acme, name: "\\e[2J" }');
    const { code, stderr } = await collector.run('status');
    expect([code, stderr]).toEqual([78, expect.stringContaining('sources.prod.name is')]);
  });

  test('a renamed source loses nothing and doubles nothing, and its chains are valid', async () => {
    configure('main: { account: acme }');
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([78, expect.stringContaining('sources rename prod main')]);
    const asked = await collector.run('sources rename prod main');
    expect([asked.code, asked.stdout]).toEqual([64, expect.stringContaining('8 rows of 2 days')]);
    expect((await collector.run('search --source prod')).code).toBe(0);
    expect(await collector.run('sources rename prod main --yes')).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, stdout: expect.stringContaining('all 8 rows of 2 days') });
    expect((await collect()).code).toBe(0);
    expect(readdirSync(path('files'))).toEqual(['main']);
    const lines = collector.lines('files');
    expect(lines).toHaveLength(13);
    expect(sorted(ids(lines.filter(({ day }) => day === TODAY)))).toEqual(all);
    expect(await doctor()).toMatchObject({ code: 0, stdout: expect.not.stringContaining('prod') });
    expect((await collector.run('search --source prod')).code).toBe(64);
    expect((await collector.run('search --source main --type app --limit all')).code).toBe(0);
    await seal();
    expect((await collector.run('reconcile 2026-05')).code).toBe(0);
  });

  test('a source whose rows were edited is not renamed', async () => {
    const db = new (loadSqlite())(path('heroku_logs.db'));
    db.exec("UPDATE heroku_logs SET actor = 'someone@example.com' WHERE seq = 2");
    db.close();
    const { code, stderr } = await collector.run('sources rename prod main --yes');
    expect([code, stderr]).toEqual([78, expect.stringContaining('row 2')]);
    expect((await collector.run('status')).stdout).toContain('prod');
  });

  test('sources forget deletes a source, moves its files aside, and does not use its row numbers again', async () => {
    expect((await collector.run('sources forget prod --yes')).stderr).toContain('is in the configuration');
    configure('labs: { account: acme }', 'hook: { type: webhook, url: "http://127.0.0.1:1/" }');
    const asked = await collector.run('sources forget prod');
    expect([asked.code, asked.stdout]).toEqual([64, expect.stringContaining('its 8 rows of 2 days')]);
    const { code, stdout } = await collector.run('sources forget prod --yes');
    expect([code, stdout]).toEqual([0, expect.stringContaining(`The files are in ${collector.dataDir}/replaced-`)]);
    expect(existsSync(path('files/prod'))).toBe(false);
    expect(await collector.rows()).toEqual([]);
    expect((await doctor()).stdout).not.toContain('WRONG');
    configure('prod: { account: acme }');
    expect((await collect()).code).toBe(0);
    expect((await collector.rows()).map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, i) => 9 + i));
    expect(collector.lines('files')).toHaveLength(13);
    expect(await doctor()).toMatchObject({ code: 0, stdout: expect.stringContaining('all 13 rows of 2 days') });
  });

  test('a renamed sink continues with its files', async () => {
    const renamed = await collector.run('sinks rename files out');
    expect([renamed.code, renamed.stdout]).toEqual([0, expect.stringContaining('continues after row 8')]);
    expect(renamed.stdout).toContain('Write the new name into the configuration (sinks.out)');
    configure('prod: { account: acme }', 'out: { type: ndjson }');
    expect((await collect()).stderr).toContain('sink out: 5 rows delivered');
    expect(existsSync(path('files'))).toBe(false);
    expect(collector.lines('out')).toHaveLength(13);
    expect((await doctor()).code).toBe(0);
  });

  test('a forgotten sink stops no retention, and starts from the beginning when it is configured again', async () => {
    configure('prod: { account: acme }', 'out: { type: stdout }');
    await collect();
    const asked = await collector.run('sinks forget files');
    expect([asked.code, asked.stdout]).toEqual([64, expect.stringContaining('Not delivered by it: the last 5 rows.')]);
    expect((await collector.run('sinks forget out --yes')).stderr).toContain('is in the configuration');
    expect((await collector.run('sinks forget files --yes')).code).toBe(0);
    expect((await collector.run('status')).stdout).not.toContain('files');
    expect((await doctor()).code).toBe(0);
    configure('prod: { account: acme }');
    await collect();
    expect(collector.lines('files')).toHaveLength(13);
  });

  test('unknown, used and impossible names are refused with the allowed ones', async () => {
    for (const [line, words] of [
      ['sources rename none main', 'The source is "none". Allowed: prod.'],
      ['sources rename prod prod', 'There is a source with the name prod already.'],
      ['sinks rename files Files', 'The new name is "Files". Allowed: small letters'],
      ['sinks forget none', 'The sink is "none". Allowed: files.'],
    ])
      expect(await collector.run(line)).toMatchObject({ code: 64, stderr: expect.stringContaining(words) });
  });

  test('rename is refused while a collector runs, and if the target folder exists', async () => {
    const store = await openCollectorStore(collector.dataDir);
    expect((await collector.run('sinks rename files out')).code).toBe(75);
    await store.close();
    writeFileSync(path('out'), '');
    const { code, stderr } = await collector.run('sinks rename files out');
    expect([code, stderr]).toEqual([78, expect.stringContaining('the target exists already. Nothing was changed.')]);
    expect((await collector.run('status')).stdout).toContain('files');
    expect((await doctor()).code).toBe(0);
  });
});
