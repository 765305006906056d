import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';

const COMMAND = join(__dirname, '..', '..', 'bin', 'j1-ops.js');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Waits take little time, so that what would take a minute takes a second. */
const QUICK = { backoffBaseSeconds: 0.01, headersSeconds: 1, pauseBaseSeconds: 0.01, attempts: 3 };

/** The command as a process of its own, as somebody types it. */
export function j1Ops(
  server: LocalJupiterOne,
  args: string[],
  { env = {}, input = '' }: { env?: Record<string, string | undefined>; input?: string } = {},
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
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}
