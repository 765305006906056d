import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Integration, Simulated } from '../integrations';
import type { Choice } from './choose';
import { childEnvironment } from './environment';
import type { CollectRun, Outcome } from './outcome';
import type { Progress } from './progress';
import type { Ended } from './report';

interface Surroundings {
  /** Of this run of all of them. */
  folder: string;
  /** The environment, with what `.env` adds. */
  variables: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
}

/** Runs all that were chosen at once, each in a child process, and tells how they get on. */
export async function collectAll(
  { integrations, real }: Choice,
  { folder, variables, signal, progress }: Surroundings,
): Promise<Ended[]> {
  try {
    return await Promise.all(
      integrations.map(async (integration) => {
        const run = { integration, folder: join(folder, integration.name), signal };
        const onEvent: CollectRun['onEvent'] = (event) => progress.event(integration.title, event);
        const outcome = await collectOne(run, real, variables, onEvent);
        progress.ended(integration.title, signal.aborted ? 'stopped' : outcome.status);
        return { integration, outcome };
      }),
    );
  } finally {
    progress.stop();
  }
}

async function collectOne(
  run: Pick<CollectRun, 'folder' | 'signal'> & { integration: Integration },
  real: boolean,
  variables: NodeJS.ProcessEnv,
  onEvent: CollectRun['onEvent'],
): Promise<Outcome> {
  let simulated: Simulated | undefined;
  try {
    await mkdir(run.folder);
    simulated = real ? undefined : await run.integration.simulate();
    const env = childEnvironment(run.integration, { ...variables, ...simulated?.variables });
    return await run.integration.collect({ ...run, env, onEvent });
  } catch (error) {
    return notStarted(run.integration, run.folder, error as Error);
  } finally {
    await simulated?.close();
  }
}

/** One that cannot be run does not keep the others from their report. */
function notStarted({ title }: Integration, folder: string, { message }: Error): Outcome {
  return {
    status: 'FAILED',
    counts: {},
    requests: 0,
    retries: 0,
    seconds: 0,
    warnings: [],
    problems: [`${title} could not be run: ${message}`],
    output: '',
    result: folder,
    log: folder,
  };
}
