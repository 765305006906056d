import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get as httpGet } from 'node:http';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ACME, auditDay, oddEvents } from '@j1-integrations/simulators';
import { loadSqlite } from '../store/sqlite';
import { describeWithSqlite, HOUR, TODAY, useCollector } from '../testing/collector';

const COMMAND = join(__dirname, '../../bin/heroku-audit-trail.js');

describeWithSqlite('the daemon', () => {
  const collector = useCollector();
  let child: ChildProcess;
  let output = '';
  afterEach(() => child?.kill('SIGKILL'));

  /** @returns the address of the daemon once it listens. */
  async function start(...flags: string[]): Promise<string> {
    output = '';
    child = spawn(process.execPath, [COMMAND, 'collect', '--port', '0', '--interval', '1', ...flags], {
      env: { ...collector.env, PATH: process.env.PATH, PROVIDER_HTTP_DEFAULTS: process.env.PROVIDER_HTTP_DEFAULTS },
    });
    child.stderr?.on('data', (piece) => (output += String(piece)));
    await until(() => output.includes('"collecting"'));
    return /"url":"([^"]+)"/.exec(output)![1];
  }

  async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await fits())) {
      if (Date.now() > end) throw new Error(`It did not come to that. ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  const get = async (url: string) => {
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  };

  test('the daemon collects new events, serves its state, and ends at once on SIGTERM', async () => {
    for (const event of auditDay({ day: TODAY, events: 30 })) collector.trail.publish(event);
    await collector.run('backfill --from 2026-05-20 --to 2026-05-23');
    const url = await start();
    expect(await get(`${url}/healthz`)).toMatchObject({ status: 200 });
    await until(async () => (await get(`${url}/readyz`)).status === 200);
    await until(() => collector.lines().length === 30);
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    await until(() => collector.lines().length === 31);

    let text = '';
    const value = (name: string) => Number(new RegExp(`^heroku_audit_trail_${name} (.+)$`, 'm').exec(text)?.[1]);
    // A sink acknowledges last: its lines are there before its lag is gone.
    await until(async () => {
      ({ text } = await get(`${url}/metrics`));
      return value('sink_lag_rows\\{sink="ndjson"\\}') === 0;
    });
    expect(value('ratelimit_remaining\\{source="heroku"\\}')).toBe(4499);
    expect(value('gap_days\\{source="heroku"\\}')).toBe(0);
    expect(value('days\\{source="heroku",state="OPEN"\\}')).toBe(1);
    expect(value('unreconciled_days\\{source="heroku"\\}')).toBe(3);
    expect(
      [...text.matchAll(/^heroku_audit_trail_rows_total\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0),
    ).toBe(31);

    const from = Date.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(Date.now() - from).toBeLessThan(5000);
    const log = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; level: string });
    expect(log.at(-1)).toMatchObject({ msg: 'ended', level: 'info' });
    expect(output + text).not.toContain(collector.heroku.token);
  });

  test('the server answers its own host names, and refuses others', async () => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, 'sources: { heroku: { account: acme } }\nlisten: { hosts: [Audit.example.com] }\n');
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
    const { port } = new URL(await start());
    const asked = (path: string, host: string) =>
      new Promise<number | undefined>((resolve) =>
        httpGet({ port, path, headers: { host } }, (response) => resolve(response.resume().statusCode)),
      );
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]:9465', '10.0.0.7', 'audit.example.com:80']) {
      expect([host, await asked('/healthz', host)]).toEqual([host, 200]);
    }
    for (const host of ['attacker.example', 'localhost.attacker.example', '127.0.0.1.attacker.example:80']) {
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect([host, await asked(path, host)]).toEqual([host, 421]);
    }
  });

  test('the daemon continues after an event with 20,000 levels or with escape sequences, and prints none of these', async () => {
    const { deep, configDeep, escapeSequences } = oddEvents(TODAY, ACME);
    for (const text of [deep, configDeep, escapeSequences]) collector.trail.publish(text, { day: TODAY });
    for (const event of auditDay({ day: TODAY, events: 5 })) collector.trail.publish(event);
    const url = await start();
    await until(() => existsSync(join(collector.dataDir, 'ndjson')) && collector.lines().length === 8);
    await until(async () => (await get(`${url}/readyz`)).status === 200);
    expect(output).not.toContain('defect');
    expect(output + (await get(`${url}/metrics`)).text).not.toMatch(/[^\n\P{Cc}]|\p{Bidi_Control}/u);
  });

  test('the daemon is not ready while a day that is over cannot be read, and names the day', async () => {
    await collector.run('collect --once');
    collector.now += 24 * HOUR;
    collector.heroku.fault({ kind: 'status', status: 404, path: '/enterprise-accounts/*/events' });
    const url = await start();
    await until(() => output.includes('Invalid Enterprise Account Name'));
    await until(async () => (await get(`${url}/readyz`)).text.includes(TODAY));
    expect((await get(`${url}/readyz`)).status).toBe(503);
    collector.heroku.clearFaults();
    await until(async () => (await get(`${url}/readyz`)).status === 200);
  });

  test('the daemon is not ready as soon as Heroku refuses the token, and gives the reason', async () => {
    await collector.run('collect --once');
    collector.heroku.fault({ kind: 'status', status: 401, path: '/enterprise-accounts/*/events' });
    const url = await start('--interval', '3600');
    await until(async () => (await get(`${url}/readyz`)).status === 503);
    expect((await get(`${url}/readyz`)).text).toContain(
      'heroku: Authentication Failed: Heroku does not accept the token.',
    );
    expect((await collector.run('status')).stdout).toContain('heroku failed last: Authentication Failed');
  });

  test("the daemon is not ready while a sink fails for good, and shows the lag and the receiver's status without its words", async () => {
    for (const event of auditDay({ day: TODAY, events: 7 })) collector.trail.publish(event);
    const receiver = createServer((_request, response) => response.writeHead(401).end('canary-words')).listen(
      0,
      '127.0.0.1',
    );
    await once(receiver, 'listening');
    const file = join(collector.folder, 'config.yaml');
    const siem = `{ type: webhook, url: "http://127.0.0.1:${(receiver.address() as AddressInfo).port}/" }`;
    writeFileSync(file, `sources: { heroku: { account: acme } }\nsinks: { siem: ${siem}, files: { type: ndjson } }\n`);
    collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
    mkdirSync(collector.dataDir);
    // A file is in the place of the folder, as on a disk that cannot be written.
    writeFileSync(join(collector.dataDir, 'files'), '');
    const url = await start('--interval', '3600');
    let reasons: string[] = [];
    await until(async () => {
      ({ reasons } = JSON.parse((await get(`${url}/readyz`)).text) as { reasons: string[] });
      return (
        reasons.length === 2 && ['siem: ', 'files: '].every((name) => reasons.some((reason) => reason.startsWith(name)))
      );
    });
    expect(reasons).toEqual([
      expect.stringMatching(/^siem: 7 rows behind, failing since 20\S+: its receiver answers 401$/),
      expect.stringMatching(/^files: 7 rows behind, failing since 20\S+: .* cannot be used: /),
    ]);
    receiver.close();
    receiver.closeAllConnections();
    const { stdout } = await collector.run('status');
    expect(stdout).toMatch(/siem failed last: POST http:\S+ answered 401/);
    expect(stdout).toMatch(/files failed last: .* cannot be used: /);
  });

  test('the daemon is not ready while its database cannot be read, and a request does not end it', async () => {
    const url = await start('--interval', '3600');
    await until(async () => (await get(`${url}/readyz`)).status === 200);
    const db = new (loadSqlite())(join(collector.dataDir, 'heroku_logs.db'));
    db.exec('ALTER TABLE days RENAME TO elsewhere');
    for (let i = 0; i < 2; i += 1) {
      expect(await get(`${url}/readyz`)).toEqual({
        status: 503,
        text: expect.stringContaining('cannot be read: no such'),
      });
    }
    expect((await get(`${url}/metrics`)).status).toBe(500);
    db.exec('ALTER TABLE elsewhere RENAME TO days');
    db.close();
    expect((await get(`${url}/readyz`)).status).toBe(200);
  });

  test('a clock that jumps 40 days ahead adds no day and no gap, and the daemon stays ready', async () => {
    const jump = join(collector.folder, 'jump');
    const clock = join(collector.folder, 'clock.js');
    const text = `const now = Date.now, { existsSync } = require('node:fs');
      Date.now = () => now() + (existsSync(${JSON.stringify(jump)}) ? 40 * 86400000 : 0);`;
    writeFileSync(clock, text);
    collector.env.NODE_OPTIONS = `--require "${clock}"`;
    const url = await start('--interval', '1');
    await until(async () => (await get(`${url}/readyz`)).status === 200);
    writeFileSync(jump, '');
    const from = collector.heroku.requests.length;
    await until(async () => {
      expect(await get(`${url}/readyz`)).toMatchObject({ status: 200 });
      return collector.heroku.requests.length >= from + 6;
    });
    rmSync(jump);
    expect(await get(`${url}/readyz`)).toMatchObject({ status: 200 });
    expect((await collector.run('status')).stdout).toMatch(/No gap[^]*/);
    const asked = collector.heroku.requests.flatMap(({ query }) => /day=([\d-]+)/.exec(query)?.[1] ?? []);
    expect([...new Set(asked)].sort()).toEqual(['2026-05-29', TODAY]);
  });

  test('the daemon ends in time also if Heroku does not answer', async () => {
    await collector.run('collect --once');
    collector.heroku.fault({ kind: 'silent' });
    await start();
    await until(() => collector.heroku.requests.some(({ fault }) => fault === 'silent'));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('a collector starts at once after another one was killed', async () => {
    await start();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const from = Date.now();
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(Date.now() - from).toBeLessThan(1000);
  });
});
