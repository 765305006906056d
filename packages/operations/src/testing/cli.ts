import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { startServer } from './server';

export const COMMAND = join(__dirname, '..', '..', 'bin', 'j1-ops.js');

interface CommandOptions {
  env?: Record<string, string | undefined>;
  input?: string;
  interruptWhen?: (output: CommandResult) => boolean;
  interruptWith?: NodeJS.Signals;
}

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const QUICK = { backoffBaseSeconds: 0.01, headersSeconds: 1.5, pauseBaseSeconds: 0.01, attempts: 2 };

function j1Ops(
  server: LocalJupiterOne,
  args: string[],
  { env = {}, input = '', interruptWhen, interruptWith = 'SIGINT' }: CommandOptions = {},
): Promise<CommandResult> {
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
  const result: CommandResult = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (result.stdout += text));
  child.stderr.on('data', (text) => (result.stderr += text));
  const interrupter = setInterval(() => {
    if (!interruptWhen?.(result)) return;
    clearInterval(interrupter);
    child.kill(interruptWith);
  }, 20);
  return new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
  }).finally(() => clearInterval(interrupter));
}

/** A server and the command, for one test file. At the end it checks that no output held a canary. */
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

  async function ops(line: string | string[], options?: CommandOptions): Promise<CommandResult> {
    const args = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
    const result = await j1Ops(server, args, options);
    written += result.stdout + result.stderr;
    return result;
  }

  return {
    get server() {
      return server;
    },
    ops,
    json: async (args: string) => JSON.parse((await ops(`${args} --json`)).stdout) as Record<string, unknown>,
    path: (name: string) => join(folder, name),
    file: async (name: string, content: string) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
  };
}
