import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Entity,
  IntegrationInstanceConfig,
  IntegrationInvocationConfig,
  IntegrationStepResult,
  Relationship,
} from '@jupiterone/integration-sdk-core';
import { createIntegrationLogger, executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import type { RunRecord } from '../run-record';
import { readGraph } from '../runner/graph';

export interface Run {
  entities: Entity[];
  relationships: Relationship[];
  /** By step id. Empty if the run ended before the steps. */
  steps: Record<string, IntegrationStepResult['status']>;
  /** Types that JupiterOne must not delete. */
  partialTypes: string[];
  /** The events of the job. */
  events: { name: string; description: string; level?: string }[];
  metrics: unknown[];
  log: string;
  /** The `run.json`. */
  record?: RunRecord;
  /** The error that ended the run. */
  error?: Error;
}

export interface RunOptions<Config> {
  config: Config;
  /** Source ids that JupiterOne switched off. */
  disabledSources?: string[];
}

/**
 * Runs an integration in this process as JupiterOne does, with schema validation. Only one run at a time: an environment
 * variable sets the SDK's storage folder.
 */
export async function runIntegration<Config extends IntegrationInstanceConfig>(
  invocationConfig: IntegrationInvocationConfig<Config>,
  { config, disabledSources }: RunOptions<Partial<Config>>,
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'j1-integration-'));
  const restore = setEnvironment({ JUPITERONE_INTEGRATION_STORAGE_DIRECTORY: folder, DISABLE_DISK_USAGE_METRIC: '1' });
  const log = captureStandardOutput();
  const run: Run = { entities: [], relationships: [], steps: {}, partialTypes: [], events: [], metrics: [], log: '' };
  try {
    const logger = createIntegrationLogger({ name: 'test', invocationConfig: invocationConfig as never });
    logger.on('event', (event: Run['events'][number]) => run.events.push(event));
    logger.on('metric', (metric) => run.metrics.push(metric));
    const summary = await executeIntegrationInstance(
      logger,
      {
        id: 'test-instance',
        accountId: 'test-account',
        name: 'Test',
        integrationDefinitionId: 'test-definition',
        config,
        ...(disabledSources && { disabledSources: disabledSources.map((id) => ({ ingestionSourceId: id })) }),
      },
      invocationConfig as never,
      { current: { startedOn: Date.now() } },
      { enableSchemaValidation: true },
    );
    for (const { id, status } of summary.integrationStepResults) run.steps[id] = status;
    run.partialTypes = [...summary.metadata.partialDatasets.types].sort();
  } catch (error) {
    run.error = error as Error;
  } finally {
    run.log = log.end();
    restore();
  }
  Object.assign(run, await readGraph(folder));
  const record = await readFile(join(folder, 'run.json'), 'utf8').catch(() => undefined);
  if (record) run.record = JSON.parse(record) as RunRecord;
  await rm(folder, { recursive: true, force: true });
  return run;
}

function setEnvironment(values: Record<string, string>): () => void {
  const before = Object.keys(values).map((key) => [key, process.env[key]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  };
}

/** The SDK's logger writes there. */
function captureStandardOutput(): { end(): string } {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = (piece: string | Uint8Array) => {
    text += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8');
    return true;
  };
  return {
    end() {
      process.stdout.write = write;
      return text;
    },
  };
}
