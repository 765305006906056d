import { systemClock } from '@j1-integrations/provider-http';

/** What a command gets from its process. Tests give their own. */
export interface CommandContext {
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  signal: AbortSignal;
}

export const sleep = (ms: number, signal: AbortSignal): Promise<void> => systemClock.sleep(ms, signal);
