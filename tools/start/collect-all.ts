import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulated } from '../integrations';
import type { Account, Choice } from './choose';
import { childEnvironment } from './environment';
import type { CollectRun, Outcome } from './outcome';
import type { Progress } from './progress';
import type { AccountRun } from './report';

interface RunContext {
  /** For the whole run. Each account gets a folder in it. */
  folder: string;
  /** Those of the environment and of the `.env` file. */
  variables: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
}

/** Collects all accounts at the same time, each in a child process, and shows their progress. */
export async function collectAll(
  { accounts, real }: Choice,
  { folder, variables, signal, progress }: RunContext,
): Promise<AccountRun[]> {
  try {
    return await Promise.all(
      accounts.map(async (account) => {
        const run = { account, folder: join(folder, account.name), signal };
        const onEvent: CollectRun['onEvent'] = (event) => progress.event(account.title, event);
        const outcome = await collectOne(run, real, variables, onEvent);
        progress.ended(account.title, signal.aborted ? 'stopped' : outcome.status);
        return { account, outcome };
      }),
    );
  } finally {
    progress.stop();
  }
}

async function collectOne(
  run: Pick<CollectRun, 'folder' | 'signal'> & { account: Account },
  real: boolean,
  variables: NodeJS.ProcessEnv,
  onEvent: CollectRun['onEvent'],
): Promise<Outcome> {
  const { account, folder, signal } = run;
  const { integration } = account;
  let simulated: Simulated | undefined;
  try {
    await mkdir(folder);
    simulated = real ? undefined : await integration.simulate();
    const env = childEnvironment(account, { ...variables, ...simulated?.variables });
    return await integration.collect({ integration, folder, signal, env, onEvent });
  } catch (error) {
    return notStarted(account, folder, error as Error);
  } finally {
    await simulated?.close();
  }
}

/** An account that cannot be started must not hide the results of the others. */
function notStarted({ title }: Account, folder: string, { message, code }: NodeJS.ErrnoException): Outcome {
  return {
    status: 'FAILED',
    counts: {},
    requests: 0,
    retries: 0,
    seconds: 0,
    warnings: [],
    problems: [`${title} could not be run: ${message}`],
    codes: code ? [code] : [],
    result: folder,
    log: folder,
  };
}
