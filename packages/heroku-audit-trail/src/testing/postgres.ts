import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';
const USER = 'audit';

/** @returns the folder of the programs; `undefined` if PostgreSQL is not installed. */
function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(DEBIAN, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

export const hasPostgres = (): boolean => programs() !== undefined;

export interface PostgresServer {
  database(): Promise<string>;
  /** Replaces the database `to` by a copy of `from`, which no one uses. */
  copy(from: string, to: string): Promise<void>;
  run(url: string, text: string): Promise<unknown[]>;
  stop(): Promise<void>;
}

/** Starts a server on loopback in a new folder. PostgreSQL does not run as root, so root starts it as another user. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const bin = programs()!;
  const folder = mkdtempSync(join(tmpdir(), 'audit-postgres-'));
  const data = join(folder, 'data');
  const asUser = process.getuid?.() === 0 ? unprivileged(folder) : [];
  const [command, ...before] = [...asUser, join(bin, 'initdb')];
  const made = spawnSync(command, [
    ...before,
    '-D',
    data,
    '-U',
    USER,
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr.toString()}`);
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: durable ? 'on' : 'off' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [starter, ...starting] = [...asUser, join(bin, 'postgres'), '-D', data, ...flags];
  const server = spawn(starter, starting, { stdio: 'ignore' });
  const url = (name: string) => `postgres://${USER}@127.0.0.1:${port}/${name}`;
  await untilItAnswers(url('postgres'), server);
  let databases = 0;
  const run = async (at: string, text: string) => {
    const client = new Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows as unknown[];
    } finally {
      await client.end();
    }
  };
  return {
    run,
    async database() {
      const name = `t${(databases += 1)}`;
      await run(url('postgres'), `CREATE DATABASE ${name}`);
      return url(name);
    },
    async copy(from, to) {
      const [source, target] = [from, to].map((at) => new URL(at).pathname.slice(1));
      await run(url('postgres'), `DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
      await run(url('postgres'), `CREATE DATABASE ${target} TEMPLATE ${source}`);
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function unprivileged(folder: string): string[] {
  const id = (kind: string) => Number(spawnSync('id', [kind, 'postgres']).stdout.toString());
  const [uid, gid] = [id('-u'), id('-g')];
  chownSync(folder, uid, gid);
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let left = 300; ; left -= 1) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (left === 0 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
