import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { startServer } from './server';

export const COMMAND = join(__dirname, '..', '..', 'bin', 'j1-ops.js');

/** Other variables than the ones that reach the server, and what is piped in. */
interface Around {
  env?: Record<string, string | undefined>;
  input?: string;
  /** Ctrl-C, as soon as this holds. */
  interruptWhen?: (said: Ended) => boolean;
  /** Another signal than that of Ctrl-C. */
  interruptWith?: NodeJS.Signals;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Waits take little time, so that what would take a minute takes a second. */
const QUICK = { backoffBaseSeconds: 0.01, headersSeconds: 1.5, pauseBaseSeconds: 0.01, attempts: 2 };

/** The command as a process of its own, as somebody types it. */
function j1Ops(
  server: LocalJupiterOne,
  args: string[],
  { env = {}, input = '', interruptWhen, interruptWith = 'SIGINT' }: Around = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: {
      PATH: process.env.PATH,
      JUPITERONE_BASE_URL: server.url,
      JUPITERONE_ACCOUNT: server.account,
      JUPITERONE_API_KEY: server.apiKey,
      PROVIDER_HTTP_DEFAULTS: JSON.stringify(QUICK),
      ...env,
    },
  });
  child.stdin.end(input);
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (ended.stdout += text));
  child.stderr.on('data', (text) => (ended.stderr += text));
  const interrupter = setInterval(() => {
    if (!interruptWhen?.(ended)) return;
    clearInterval(interrupter);
    child.kill(interruptWith);
  }, 20);
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  }).finally(() => clearInterval(interrupter));
}

/**
 * A server of the test file's own, and the command against it. Whatever the command writes in any test of the file, no
 * canary may be in it: neither the key nor the secret of a configuration.
 */
export function useCli() {
  let server: LocalJupiterOne;
  let folder: string;
  let written = '';

  beforeAll(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), 'j1-ops-'));
  });
  afterEach(() => server.faults.clear());
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
    expect(written).not.toMatch(/canary/i);
    expect(written).not.toBe('');
  });

  /** A line is cut at its spaces. */
  async function ops(line: string | string[], around?: Around): Promise<Ended> {
    const args = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
    const ended = await j1Ops(server, args, around);
    written += ended.stdout + ended.stderr;
    return ended;
  }

  return {
    get server() {
      return server;
    },
    ops,
    json: async (args: string) => JSON.parse((await ops(`${args} --json`)).stdout) as Record<string, unknown>,
    /** Where there is no file yet. */
    path: (name: string) => join(folder, name),
    /** A file with this content, and where it is. */
    file: async (name: string, content: string) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
  };
}
