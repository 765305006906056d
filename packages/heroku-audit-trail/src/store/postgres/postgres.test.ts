import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { auditDay, oddEvents, ACME } from '@j1-integrations/simulators';
import { describeWithPostgres, ids, sorted, TODAY, useCollector } from '../../testing/collector';
import { startPostgres, type PostgresServer } from '../../testing/postgres';

const COMMAND = require.resolve('../../../bin/heroku-audit-trail.js');

describeWithPostgres('PostgreSQL', () => {
  const collector = useCollector();
  let server: PostgresServer;
  let url: string;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    configure();
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  function configure(more = '', store = url): string {
    const file = join(collector.folder, `config${store === url ? '' : '-other'}.yaml`);
    writeFileSync(
      file,
      `store: ${store}\nsources: { heroku: { account: acme } }\ninterval: 1\nlisten: { port: 0 }\n${more}`,
    );
    if (store === url) collector.env.HEROKU_AUDIT_TRAIL_CONFIG = file;
    return file;
  }
  const found = async (flags = '') => {
    const { stdout } = await collector.run(`search --json --limit all ${flags}`);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { id: string; seq: number });
  };
  const linesIn = (dataDir: string) => {
    const folder = join(dataDir, 'ndjson/heroku');
    const files = readdirSync(folder).sort();
    return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
  };

  test('with PostgreSQL, events are stored, found, delivered and verified', async () => {
    const events = auditDay({ day: TODAY, events: 60 });
    for (const event of events) collector.trail.publish(event);
    for (const text of Object.values(oddEvents(TODAY, ACME))) collector.trail.publish(text, { day: TODAY });
    expect((await collector.run('collect --once')).code).toBe(0);
    const all = await found();
    expect(ids(all)).toEqual(expect.arrayContaining(ids(events)));
    collector.trail.revise(events[3].id, { action: 'update' });
    collector.trail.withdraw(events[5].id);
    for (let i = 0; i < 2; i += 1) expect((await collector.run('collect --once')).code).toBe(0);
    expect(await found()).toHaveLength(all.length + 2);
    expect(linesIn(collector.dataDir)).toHaveLength(all.length + 2);
    expect(sorted(ids(await found(`--actor ${events[0].actor!.email.toUpperCase()}`)))).toEqual(
      sorted(ids(events.filter(({ actor }) => actor?.id === events[0].actor!.id))).concat([]),
    );
    expect(await collector.run('doctor')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('as they were written'),
    });
    expect((await collector.run('status')).stdout).toContain('No gap');
    await server.run(url, "UPDATE heroku_logs SET actor = 'someone@example.com' WHERE seq = 7");
    expect(await collector.run('doctor')).toMatchObject({ code: 1, stdout: expect.stringContaining('row 7') });
    expect(existsSync(join(collector.dataDir, 'heroku_logs.db'))).toBe(false);
  });

  test('backup is refused, and so is a password in the configuration', async () => {
    expect(await collector.run(['backup', '--to', join(collector.folder, 'backup')])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('pg_dump'),
    });
    url = url.replace('audit@', 'audit:canary-password@');
    configure();
    const { code, stderr } = await collector.run('status');
    expect([code, stderr]).toEqual([78, expect.stringContaining('storePasswordFile')]);
    expect(stderr).not.toContain('canary');
  });

  test('status and search work on a machine without the data folder', async () => {
    expect((await collector.run('collect --once')).code).toBe(0);
    const env = { HEROKU_AUDIT_TRAIL_DATA_DIR: join(collector.folder, 'elsewhere') };
    for (const command of ['status', 'status --json', 'search'])
      expect([command, await collector.run(command, env)]).toMatchObject([command, { code: 0 }]);
    expect(existsSync(env.HEROKU_AUDIT_TRAIL_DATA_DIR)).toBe(false);
  });

  test('the error of a missing server and of a refusal does not show the password', async () => {
    const env = { HEROKU_AUDIT_TRAIL_STORE_PASSWORD: 'canary-password', LOG_LEVEL: 'debug' };
    url = 'postgres://audit@127.0.0.1:1/none';
    configure();
    const gone = await collector.run('collect --once', env);
    expect(gone).toMatchObject({ code: 69, stderr: expect.stringContaining('127.0.0.1:1/none') });
    url = (await server.database()).replace(/t\d+$/, 'no_such_database');
    configure();
    const refused = await collector.run('collect --once', env);
    expect(refused).toMatchObject({ code: 78, stderr: expect.stringContaining('no_such_database') });
    expect(gone.stderr + refused.stderr).not.toContain('canary');
  });

  test('sources and sinks can be renamed and forgotten', async () => {
    for (const event of auditDay({ day: TODAY, events: 9 })) collector.trail.publish(event);
    expect((await collector.run('collect --once')).code).toBe(0);
    expect((await collector.run('sources rename heroku main --yes')).code).toBe(0);
    expect((await collector.run('sinks rename ndjson out')).code).toBe(0);
    expect(await collector.run('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('all 9 rows') });
    expect(readdirSync(join(collector.dataDir, 'out'))).toEqual(['main']);
    expect((await collector.run('sinks forget out --yes')).code).toBe(0);
    expect((await collector.run('sources forget main --yes')).code).toBe(0);
    expect(await found()).toEqual([]);
    expect((await collector.run('collect --once')).code).toBe(0);
    expect((await found()).map(({ seq }) => seq).sort((a, b) => a - b)[0]).toBe(10);
    expect(await collector.run('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('all 9 rows') });
  });

  /** A collector in a process of its own, with a folder of its own, as on another machine. */
  async function start(name: string, config = collector.env.HEROKU_AUDIT_TRAIL_CONFIG) {
    const child = spawn(process.execPath, [COMMAND, 'collect'], {
      env: {
        ...{ PATH: process.env.PATH, ...collector.env, HEROKU_AUDIT_TRAIL_CONFIG: config },
        HEROKU_AUDIT_TRAIL_DATA_DIR: join(collector.folder, name),
      },
    });
    running.push(child);
    let log = '';
    child.stderr.on('data', (piece) => (log += String(piece)));
    const until = async (text: string, seconds = 20) => {
      for (let left = seconds * 20; !log.includes(text); left -= 1) {
        if (left === 0) throw new Error(`${name} did not say ${text}: ${log}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await until('"started"');
    const { url: pages } = JSON.parse(log.split('\n').find((line) => line.includes('"started"'))!) as { url: string };
    return {
      child,
      until,
      ready: async () => (await fetch(`${pages}/readyz`)).json() as Promise<Record<string, unknown>>,
    };
  }

  test('the second collector takes over after the first was killed, and completes its own files', async () => {
    const [first, ...others] = auditDay({ day: TODAY, events: 30 });
    collector.trail.publish(first);
    const a = await start('a');
    await a.until('"collecting"');
    const b = await start('b');
    await b.until('standby');
    expect(await b.ready()).toMatchObject({ ready: true, standby: expect.stringContaining('process') });
    expect((await collector.run('collect --once')).code).toBe(75);
    for (const event of others) collector.trail.publish(event);
    const since = Date.now();
    a.child.kill('SIGKILL');
    await b.until('"collecting"', 10);
    expect(Date.now() - since).toBeLessThan(10_000);
    for (let left = 200; (await found()).length < 30 || !existsSync(join(collector.folder, 'b/ndjson')); left -= 1) {
      if (left === 0) throw new Error('not collected');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    b.child.kill('SIGTERM');
    await once(b.child, 'exit');
    collector.env.HEROKU_AUDIT_TRAIL_DATA_DIR = join(collector.folder, 'b');
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(linesIn(join(collector.folder, 'b'))).toHaveLength(30);
    expect((await collector.run('doctor')).code).toBe(0);
  }, 60_000);

  test('a second collector in the same folder is refused, also if it would only wait', async () => {
    const a = await start('a');
    await a.until('"collecting"');
    const env = { HEROKU_AUDIT_TRAIL_DATA_DIR: join(collector.folder, 'a') };
    for (const line of ['collect', 'collect --once', 'doctor --repair']) {
      const { code, stderr } = await collector.run(line, env);
      expect([code, stderr]).toEqual([75, expect.stringMatching(/Another collector uses the folder .*process \d+\)/)]);
      expect(stderr).toContain('set another dataDir, or --data-dir');
    }
    expect((await collector.run('search', env)).code).toBe(0);
    a.child.kill('SIGKILL');
    await once(a.child, 'exit');
    expect((await collector.run('collect --once', env)).code).toBe(0);
  });

  test('a stopped leader loses its session, and writes nothing after it continues', async () => {
    const events = auditDay({ day: TODAY, events: 20 });
    for (const event of events.slice(0, 10)) collector.trail.publish(event);
    const a = await start('a');
    await a.until('"collecting"');
    const b = await start('b');
    await b.until('standby');
    a.child.kill('SIGSTOP');
    await b.until('"collecting"', 30);
    for (const event of events.slice(10)) collector.trail.publish(event);
    a.child.kill('SIGCONT');
    await a.until('standby', 30);
    expect(await a.ready()).toMatchObject({ standby: expect.stringContaining('process') });
    expect((await collector.run('doctor')).stdout).toContain('as they were written');
  }, 90_000);

  test('another collector takes over from a leader without network, and nothing is lost or doubled', async () => {
    const network = await startNetwork(Number(new URL(url).port));
    const received = new Map<string, string>();
    const receiver = await startReceiver(received);
    const sinks = `sinks: { ndjson: { type: ndjson }, siem: { type: webhook, url: "${receiver.url}" } }`;
    const behindIt = new URL(url);
    behindIt.port = String(network.port);
    const other = configure(sinks, behindIt.href);
    configure(sinks);
    try {
      const events = auditDay({ day: TODAY, events: 60 });
      for (const event of events.slice(0, 20)) collector.trail.publish(event);
      const a = await start('a', other);
      await a.until('"polled"');
      const b = await start('b');
      await b.until('standby');
      for (const event of events.slice(20, 40)) collector.trail.publish(event);
      network.drop();
      await b.until('"collecting"', 30);
      for (const event of events.slice(40)) collector.trail.publish(event);
      await a.until('the database is lost', 40);
      expect(await a.ready()).toMatchObject({ ready: false });
      network.mend();
      await a.until('standby', 40);
      const sent = () => [...received.values()].flatMap((body) => body.split('\n').filter(Boolean));
      for (let left = 300; sent().length < 60; left -= 1) {
        if (left === 0) throw new Error(`${sent().length} rows were sent`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(sorted(ids(await found()))).toEqual(sorted(ids(events)));
      expect(sorted(ids(sent().map((line) => JSON.parse(line) as { id: string })))).toEqual(sorted(ids(events)));
      expect((await collector.run('doctor')).stdout).toContain('as they were written');
    } finally {
      network.close();
      receiver.server.close();
    }
  }, 120_000);
});

/** A proxy to a local server. It can drop all data silently. */
async function startNetwork(to: number) {
  const sockets = new Set<Socket>();
  let dropping = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, towards] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('data', (piece) => towards.write(piece));
      from.on('error', () => undefined);
      from.on('close', () => towards.destroy());
      if (dropping) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    drop() {
      dropping = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      dropping = false;
      for (const socket of sockets) socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function startReceiver(received: Map<string, string>) {
  const server = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      received.set(String(request.headers['idempotency-key']), body);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
