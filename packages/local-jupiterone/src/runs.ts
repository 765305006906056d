import { runInProcess, ProcessLost } from './integration-process';
import { addLostEvent, type Jobs } from './jobs';
import { type Definition, type Instance, type Job, type Records } from './records';
import { withoutTags } from './tags';
import { type Synchronization } from './synchronization';

export interface RunnableIntegration {
  type: string;
  title: string;
  description?: string;
  path: string;
  env?: Record<string, string>;
}

const DESCRIBE_SECONDS = 60;

/** The definition from the integration's own declarations. */
export async function definitionOf({ type, title, description, path, env }: RunnableIntegration): Promise<Definition> {
  const result = await runInProcess({ kind: 'describe', integration: path }, { env, seconds: DESCRIBE_SECONDS }).catch(
    (error: Error) => {
      const stderrTail = error instanceof ProcessLost ? error.stderrTail : '';
      throw new Error(
        `The integration "${type}" cannot be loaded from ${path} (${error.message})\n${stderrTail}`.trim(),
      );
    },
  );
  if (result.kind !== 'described') throw new Error(`The integration "${type}" did not describe itself`);
  return {
    id: `${type}-definition`,
    name: title,
    type,
    title,
    description,
    integrationType: type,
    integrationClass: [],
    configFields: result.configFields,
    ingestionSourcesConfig: result.ingestionSources,
  };
}

interface Options {
  records: Records;
  jobs: Jobs;
  synchronization: Synchronization;
  integrations: RunnableIntegration[];
  seconds: number;
  jupiterone: () => { url: string; account: string; apiKey: string };
}

export interface Runs {
  isRunnable(definition?: Definition): boolean;
  start(instance: Instance, job: Job): void;
  /** Kills every run. */
  close(): Promise<void>;
}

export function createRuns({ records, jobs, synchronization, integrations, seconds, jupiterone }: Options): Runs {
  const running = new Map<Promise<void>, AbortController>();
  const integrationOf = (definition?: Definition) => integrations.find(({ type }) => type === definition?.type);

  async function run(instance: Instance, job: Job, signal: AbortSignal): Promise<void> {
    const definition = records.definitions.find(({ id }) => id === instance.integrationDefinitionId)!;
    const { path, env } = integrationOf(definition)!;
    const { id, accountId, name, integrationDefinitionId, config } = instance;
    const disabledSources = disabledSourcesOf(instance, definition);
    try {
      const result = await runInProcess(
        {
          kind: 'run',
          integration: path,
          instance: { id, accountId, name, integrationDefinitionId, config: withoutTags(config), disabledSources },
          jobId: job.id,
          jupiterone: jupiterone(),
        },
        { env, seconds, signal },
      );
      if (result.kind === 'reported') jobs.report(job, result.report);
    } catch (error) {
      addLostEvent(records, job, (error as Error).message);
      const isUploaded = synchronization.abandon(job.id);
      if (!isUploaded) jobs.synchronized(job);
      jobs.report(job, { threw: !isUploaded, events: [{ name: 'error_runner_lost' }] });
    }
  }

  return {
    isRunnable: (definition) => integrationOf(definition) !== undefined,
    start(instance, job) {
      const ending = new AbortController();
      const over = run(instance, job, ending.signal).finally(() => running.delete(over));
      running.set(over, ending);
    },
    async close() {
      const runs = [...running];
      for (const [, ending] of runs) ending.abort();
      await Promise.all(runs.map(([over]) => over));
    },
  };
}

function disabledSourcesOf({ ingestionSourcesOverrides = [] }: Instance, { ingestionSourcesConfig }: Definition) {
  return ingestionSourcesConfig
    .filter((source) => {
      const override = ingestionSourcesOverrides?.find(({ ingestionSourceId }) => ingestionSourceId === source.id);
      return !source.cannotBeDisabled && (override ? !override.enabled : source.defaultsToDisabled);
    })
    .map(({ id }) => ({ ingestionSourceId: id }));
}
