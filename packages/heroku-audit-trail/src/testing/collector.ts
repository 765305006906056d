import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  createAuditTrail,
  startHerokuAuditTrail,
  ACME,
  type AuditTrail,
  type AuditTrailOptions,
  type AuditTrailSimulator,
} from '@j1-integrations/simulators';
import { runCommandLine } from '../cli/program';
import { isSqliteBuilt } from '../store/sqlite';
import type { LogRow } from '../model/log-row';
import { openReaderStore, type Store } from '../store/store';
import { textsBelow } from './ndjson-files';
import { hasPostgres } from './postgres';

/** Without the native part, the tests are skipped with a message. */
export const describeWithSqlite = (title: string, tests: () => void): void => {
  if (isSqliteBuilt()) return describe(title, tests);
  process.stderr.write(`skipped: better-sqlite3 not built (${title})\n`);
  describe.skip(title, tests);
};

export const describeWithPostgres = (title: string, tests: () => void): void => {
  if (hasPostgres()) return describe(title, tests);
  process.stderr.write(`skipped: PostgreSQL is not installed (${title})\n`);
  describe.skip(title, tests);
};

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Keeps waits short. */
process.env.PROVIDER_HTTP_DEFAULTS ??= JSON.stringify({
  attempts: 3,
  backoffBaseSeconds: 0.01,
  pauseBaseSeconds: 0.02,
  pauseSeconds: 2,
  headersSeconds: 2,
  idleBodySeconds: 1,
});

export const TODAY = '2026-05-30';
export const NOON = Date.parse(`${TODAY}T12:00:00Z`);
export const HOUR = 3_600_000;

/** A simulated Heroku with its own clock, and an empty folder to collect into. */
export function useCollector() {
  const fixture = {
    heroku: undefined as unknown as AuditTrailSimulator,
    trail: undefined as unknown as AuditTrail,
    folder: '',
    /** By Heroku's clock. */
    now: NOON,
    /** All output of all commands. */
    written: '',
    env: {} as NodeJS.ProcessEnv,

    async start(options: AuditTrailOptions = {}): Promise<void> {
      await fixture.heroku?.close();
      fixture.trail = options.trails?.[0] ?? createAuditTrail(ACME);
      fixture.heroku = await startHerokuAuditTrail({ trails: [fixture.trail], now: () => fixture.now, ...options });
      fixture.env = {
        HEROKU_API_URL: fixture.heroku.url,
        HEROKU_API_KEY: fixture.heroku.token,
        HEROKU_ENTERPRISE_ACCOUNT: 'acme',
        HEROKU_AUDIT_TRAIL_DATA_DIR: join(fixture.folder, 'data'),
      };
    },

    /** Runs a command line in this process. Arguments are separated by spaces. */
    async run(
      line: string | readonly string[],
      env: NodeJS.ProcessEnv = {},
      signal = new AbortController().signal,
    ): Promise<Ended> {
      const [stdout, stderr] = [collected(), collected()];
      const args = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
      const context = { env: { ...fixture.env, ...env }, stdout: stdout.stream, stderr: stderr.stream, signal };
      const code = await runCommandLine(args, context);
      fixture.written += stdout.text() + stderr.text();
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },

    get dataDir() {
      return join(fixture.folder, 'data');
    },
    rows: (): Promise<LogRow[]> =>
      reading(async (store) => {
        const rows: LogRow[] = [];
        for await (const row of store.sinks.rowsBetween(0, Number.MAX_SAFE_INTEGER)) rows.push(row);
        return rows;
      }),
    state: (day: string) => reading((store) => store.days.get('heroku', day)),
    lines(below = 'ndjson'): Record<string, unknown>[] {
      return textsBelow(join(fixture.dataDir, below))
        .join('')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };

  async function reading<T>(read: (store: Store) => Promise<T>): Promise<T> {
    const store = await openReaderStore(fixture.dataDir);
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  }

  beforeEach(async () => {
    fixture.folder = mkdtempSync(join(tmpdir(), 'audit trail '));
    fixture.now = NOON;
    await fixture.start();
  });
  afterEach(async () => {
    await fixture.heroku.close();
    rmSync(fixture.folder, { recursive: true, force: true });
    // No output of any command may have the token.
    expect(fixture.written).not.toContain(fixture.heroku.token);
  });
  return fixture;
}

function collected() {
  const pieces: string[] = [];
  const stream = new Writable({
    write(piece, _encoding, done) {
      pieces.push(String(piece));
      done();
    },
  });
  return { stream, text: () => pieces.join('') };
}

export const ids = (list: readonly { id?: unknown }[]): unknown[] => list.map(({ id }) => id);
export const sorted = (list: readonly unknown[]): unknown[] => [...list].sort();
