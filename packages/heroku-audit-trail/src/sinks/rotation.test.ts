import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { auditDay } from '@j1-integrations/simulators';
import type { LogRow } from '../model/log-row';
import { describeWithSqlite, HOUR, ids, NOON, sorted, TODAY, useCollector } from '../testing/collector';
import { textsBelow } from '../testing/ndjson-files';

const LATE = auditDay({ day: TODAY, events: 1, seed: 7 });

describeWithSqlite('files of an ndjson sink', () => {
  const collector = useCollector();
  const events = auditDay({ day: TODAY, events: 40 });
  const published = ids([...events, ...LATE]);
  const sinkFolder = () => join(collector.dataDir, 'ndjson');
  const folder = () => join(sinkFolder(), 'heroku');
  const path = (name: string) => join(folder(), name);
  const files = () => readdirSync(folder()).sort();
  const collect = () => collector.run('collect --once');
  const configure = (settings: string, more = '') => {
    const file = join(collector.folder, 'config.yaml');
    const sinks = `sinks: { ndjson: { type: ndjson, ${settings} } }`;
    writeFileSync(file, `sources: { heroku: { account: acme } }\n${sinks}\n${more}\n`);
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
  };
  const fileIds = () => sorted(ids(collector.lines()));
  const doctor = () => collector.run('doctor');
  /** The day is over, and two polls have listed the same. */
  const sealDay = async () => {
    for (const hours of [18, 22]) {
      collector.now = NOON + hours * HOUR;
      expect((await collect()).code).toBe(0);
    }
  };
  beforeEach(() => {
    for (const event of events) collector.trail.publish(event);
    for (const event of LATE) collector.trail.publish(event, { from: NOON + 48 * HOUR });
  });

  test('a full file is followed by the next file of its day', async () => {
    configure('rotateSize: 8kB, compressAfter: never');
    process.env.HEROKU_AUDIT_TRAIL_BATCH_ROWS = '4';
    await collect();
    delete process.env.HEROKU_AUDIT_TRAIL_BATCH_ROWS;
    expect(files().length).toBeGreaterThan(2);
    expect(files().slice(0, 2)).toEqual([`${TODAY}.ndjson`, `${TODAY}_0002.ndjson`]);
    for (const name of files()) expect(statSync(path(name)).size).toBeLessThanOrEqual(8000);
    expect(ids(collector.lines())).toEqual(ids(events));
    await sealDay();
    expect(files().some((name) => name.endsWith('.gz'))).toBe(false);
    expect((await doctor()).code).toBe(0);
    const text = readFileSync(path(`${TODAY}_0002.ndjson`), 'utf8');
    writeFileSync(path(`${TODAY}_0002.ndjson`), text.slice(0, -7));
    expect((await collector.run('doctor --repair')).stdout).toContain(`repaired ndjson/heroku/${TODAY}_0002.ndjson`);
    expect(readFileSync(path(`${TODAY}_0002.ndjson`), 'utf8')).toBe(text);
  });

  test('a file is compressed when its day is sealed, and a late event begins a new file', async () => {
    configure('compressAfter: 0h');
    await collect();
    const text = readFileSync(path(`${TODAY}.ndjson`), 'utf8');
    await sealDay();
    expect(files()).toEqual([`${TODAY}.ndjson.gz`]);
    expect(statSync(path(`${TODAY}.ndjson.gz`)).mode & 0o777).toBe(0o600);
    expect(textsBelow(folder())).toEqual([text]);
    collector.now = NOON + 50 * HOUR;
    await collect();
    expect(files()).toEqual([`${TODAY}.ndjson.gz`, `${TODAY}_0002.ndjson`]);
    expect(fileIds()).toEqual(sorted(published));
    expect((await doctor()).stdout).toContain('the files of ndjson have every acknowledged line unchanged');
    collector.now = NOON + 60 * HOUR;
    for (let i = 0; i < 2; i += 1) await collect();
    expect(files()).toEqual([`${TODAY}.ndjson.gz`, `${TODAY}_0002.ndjson.gz`]);
    expect(fileIds()).toEqual(sorted(published));
  });

  test('a file stays plain for a time, so that programs can read it', async () => {
    await collect();
    await sealDay();
    expect(files()).toEqual([`${TODAY}.ndjson`]);
  });

  test('doctor finds an edited compressed file and writes it again', async () => {
    configure('compressAfter: 0h');
    await sealDay();
    const file = path(`${TODAY}.ndjson.gz`);
    const bytes = readFileSync(file);
    const text = gunzipSync(bytes);
    const spoiled: [Buffer, string][] = [
      [gzipSync(String(text).replace('example.com', 'example.org')), 'line 1 is not'],
      [gzipSync(Buffer.concat([text, Buffer.from('{}\n')])), 'line 41 is not'],
      [gzipSync(text.subarray(0, text.lastIndexOf('\n', text.length - 2) + 1)), 'it ends after line 39'],
      [bytes.subarray(0, -30), 'cannot be unpacked (Z_BUF_ERROR)'],
      [Buffer.from('no gzip'), 'cannot be unpacked (Z_DATA_ERROR)'],
    ];
    for (const [content, found] of spoiled) {
      writeFileSync(file, content);
      const { code, stdout } = await doctor();
      expect([code, stdout]).toEqual([1, expect.stringContaining(`WRONG ${file}`)]);
      expect(stdout).toContain(found);
    }
    expect((await collector.run('doctor --repair')).code).toBe(0);
    expect(readFileSync(path(`${TODAY}.ndjson`))).toEqual(text);
    await collect();
    expect(files()).toEqual([`${TODAY}.ndjson.gz`]);
    expect((await doctor()).code).toBe(0);
  });

  test('the collector does not compress an edited file, and says so', async () => {
    configure('compressAfter: 0h');
    await collect();
    const file = path(`${TODAY}.ndjson`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('example.com', 'example.org'));
    collector.now = NOON + 18 * HOUR;
    await collect();
    collector.now = NOON + 22 * HOUR;
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([
      78,
      expect.stringContaining(`${file} is not what was written, so it is not compressed`),
    ]);
    expect(files()).toEqual([`${TODAY}.ndjson`]);
  });

  test('restore cuts files to the length that the backup knows, also if they were compressed later', async () => {
    configure('compressAfter: 0h');
    await collect();
    await collector.run(['backup', '--to', join(collector.folder, 'backup')]);
    for (const event of auditDay({ day: TODAY, events: 3, seed: 9 })) collector.trail.publish(event);
    await sealDay();
    const more = fileIds();
    expect(more).toHaveLength(43);
    expect((await collector.run(['restore', '--from', join(collector.folder, 'backup')])).code).toBe(0);
    expect(files()).toEqual([`${TODAY}.ndjson`]);
    expect(fileIds()).toHaveLength(40);
    expect((await doctor()).code).toBe(0);
    await collect();
    expect(files()).toEqual([`${TODAY}.ndjson`]);
    expect(fileIds()).toEqual(more);
  });

  test('retention removes files, compressed or not', async () => {
    configure('rotateSize: 20kB, compressAfter: 0h', 'retention: { files: 62d }');
    await sealDay();
    const before = files();
    expect(before.length).toBeGreaterThan(0);
    collector.now = NOON + 70 * 24 * HOUR;
    await collect();
    expect(before.filter((name) => existsSync(path(name)))).toEqual([]);
    expect((await doctor()).code).toBe(0);
  });

  test('search and replay read files, also when the table no longer has their rows', async () => {
    configure('rotateSize: 20kB, compressAfter: 0h', 'retention: { rows: 62d }');
    await sealDay();
    const found = async (flags: string) => {
      const { stdout, stderr } = await collector.run([
        'search',
        '--json',
        ...flags.split(' '),
        '--files',
        sinkFolder(),
      ]);
      expect(stderr).toBe('');
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    collector.now = NOON + 50 * HOUR;
    await collect();
    const before = await collector.rows();
    collector.now = NOON + 40 * 24 * HOUR;
    expect((await collector.run('reconcile 2026-05')).code).toBe(0);
    collector.now = NOON + 90 * 24 * HOUR;
    expect((await collect()).stderr).toContain('removed the 41 rows');
    expect(await collector.rows()).toEqual([]);
    expect(files().length).toBeGreaterThan(1);
    expect(ids(await found('--limit all'))).toEqual(ids(before));
    expect(ids(await found('--limit 3'))).toEqual(ids(before.slice(-3)));
    const [{ id, actor, type, action, app, created_at }] = before.slice(7);
    for (const [flag, value, same] of [
      ['--id', id.toUpperCase(), (row: LogRow) => row.id === id],
      ['--actor', actor!.toUpperCase(), (row: LogRow) => row.actor === actor],
      ['--type', `${type}.${action}`, (row: LogRow) => row.type === type && row.action === action],
      ['--type', type!, (row: LogRow) => row.type === type],
      ['--action', action!, (row: LogRow) => row.action === action],
      ['--since', created_at!, (row: LogRow) => row.created_at! >= created_at!],
      ['--until', created_at!, (row: LogRow) => row.created_at! < created_at!],
    ] as const)
      expect(ids(await found(`--limit all ${flag} ${value}`))).toEqual(ids(before.filter(same)));
    expect(app === null || (await found(`--app ${app}`)).length > 0).toBe(true);
    const table = await collector.run(['search', '--limit', '5', '--files', sinkFolder()]);
    expect(table.stdout.trim().split('\n')).toHaveLength(6);
    const lines = collector.lines();
    const to = join(collector.folder, 'again');
    const { code, stderr } = await collector.run(['replay', '--sink', 'ndjson', '--to', to, '--files', sinkFolder()]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('41 rows delivered again')]);
    expect(
      textsBelow(to)
        .join('')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(lines);
    writeFileSync(path(files()[0]), 'no gzip');
    expect(await collector.run(['search', '--files', sinkFolder()])).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('cannot be unpacked'),
    });
    expect((await collector.run(['search', '--files', collector.folder])).stderr).toContain(
      'has no files of an ndjson sink',
    );
  });

  test('invalid settings are refused', async () => {
    configure('rotateSize: 100, compressAfter: soon');
    const { code, stderr } = await collector.run('status');
    expect([code, stderr]).toEqual([
      78,
      expect.stringContaining('sinks.ndjson.rotateSize is 100. Allowed: a size from 1kB on'),
    ]);
    expect(stderr).toContain(
      'sinks.ndjson.compressAfter is "soon". Allowed: hours or days, such as 6h or 7d, or never.',
    );
  });
});
