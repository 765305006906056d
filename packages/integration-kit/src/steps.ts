import {
  IntegrationError,
  IntegrationWarnEventName,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationLogger,
  type IntegrationStep,
  type IntegrationStepExecutionContext,
  type JobState,
  type Step,
  type StepMetadata,
} from '@jupiterone/integration-sdk-core';
import { createShare, type Counters, type Http, type Share, type Wait } from '@j1-integrations/provider-http';
import { inBatches } from './batches';
import { propertiesLeftOut } from './entities';
import { toIntegrationError } from './errors';
import { executionOf, type Execution } from './execution';
import { warn, type Resource } from './failures';
import { warnOfLeftOut, type LeftOut } from './items';
import type { Switchable } from './sources';
import { describeWait } from './waits';

/** The SDK's step context with a client. */
export type StepContext<Config extends IntegrationInstanceConfig, Client> = IntegrationStepExecutionContext<
  Config,
  { client: Client }
>;

/** What a run needs of an integration's client. */
export interface StepClient {
  /** The same client for one step: its requests are counted in the step's share. */
  countedIn(share: Share): this;
  /** Runs something for every parent, as many at once as there is room for. */
  fanOut: Http['fanOut'];
  /** What its lists held that nothing can be made of. */
  readonly leftOut?: LeftOut;
  /** Ends every request, of all steps; no further one is sent. */
  close(): void;
}

/** For the documents, the settings and the run. */
export interface Documented extends StepMetadata, Switchable {
  /** All that it reads of the provider. */
  reads?: readonly Resource[];
}

export type ClientStep<Config extends IntegrationInstanceConfig, Client extends StepClient> = Step<
  StepContext<Config, Client>
> &
  Documented & {
    /** Whether the plan has what the step reads. If not, the step and its dependents are skipped. */
    isAvailable?: (client: Client) => Promise<boolean>;
  };

/** Of `validateInvocation` and `getStepStartStates`. */
export type InvocationContext<Config extends IntegrationInstanceConfig, Client> = IntegrationExecutionContext<
  Config,
  { client: Client }
>;

/**
 * The steps as the SDK runs them. An error of a request becomes the SDK's error. When a step ends, or fails, the log says
 * how many requests it sent, and which values its entities left out.
 *
 * An error that ends the run closes the client. The SDK waits for the other steps, and without this they would go on
 * with credentials that are not accepted.
 */
export function prepareSteps<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  steps: readonly ClientStep<Config, Client>[],
): (IntegrationStep<Config> & Documented)[] {
  return steps.map(({ isAvailable: _, ...step }) => ({
    ...step,
    ingestionSourceId: step.source?.id,
    executionHandler: (context) => {
      const { client } = context.executionConfig as { client: Client };
      const execution = executionOf(client);
      const { recorder } = execution;
      const refused = new Map<string, number>();
      recorder?.add({ level: 'info', name: 'step_start', step: step.name, description: `${step.name} starts.` });
      return reported(context.logger, client, execution, (counted) =>
        inBatches(context.jobState, execution, (batched) =>
          step.executionHandler({
            ...context,
            executionConfig: { client: counted },
            jobState: countingLeftOut(batched, refused),
          }),
        ),
      )
        .then(() => {
          recorder?.add({ level: 'info', name: 'step_end', step: step.name, description: `${step.name} is done.` });
        })
        .catch((error: unknown) => {
          recorder?.addFailure(context.logger, error, step.name);
          if (error instanceof IntegrationError && error.fatal) client.close();
          throw error;
        })
        .finally(() => logLeftOut(context.logger, refused));
    },
  }));
}

/** The same for `validateInvocation` and `getStepStartStates`, which may send requests too. */
export function prepareInvocation<Config extends IntegrationInstanceConfig, Client extends StepClient, Result>(
  handler: (context: InvocationContext<Config, Client>) => Promise<Result>,
): (context: IntegrationExecutionContext<Config>) => Promise<Result> {
  return (context) => {
    const { client } = context.executionConfig as { client: Client };
    return reported(context.logger, client, executionOf(client), (counted) =>
      handler({ ...context, executionConfig: { client: counted } }),
    );
  };
}

async function reported<Client extends StepClient, Result>(
  logger: IntegrationLogger,
  client: Client,
  execution: Execution,
  run: (client: Client) => Promise<Result> | Result,
): Promise<Result> {
  const share = createShare((wait) => tellOfWait(logger, execution, wait));
  execution.counters.push(share.counters);
  const counted = client.countedIn(share);
  try {
    return await run(counted);
  } catch (error) {
    throw toIntegrationError(error);
  } finally {
    if (counted.leftOut) warnOfLeftOut(logger, counted.leftOut);
    const { counters } = share;
    if (counters.requests > 0) logger.info({ providerRequests: { ...counters } }, describeShare(counters));
  }
}

function describeShare({ requests, retries, rateLimitWaits, rateLimitWaitMs }: Readonly<Counters>): string {
  const waits = `${rateLimitWaits} waits for the rate limit (${(rateLimitWaitMs / 1000).toFixed(1)} s)`;
  return `Provider requests: ${requests} sent, ${retries} of them again, ${waits}.`;
}

/** The job tells of the first wait of this length, in seconds. */
const LONG_WAIT_SECONDS = 300;

/** Only a wait that others cause is a warning. */
const isCausedByOthers = ({ reason }: Wait): boolean => reason !== 'spent';

function tellOfWait(logger: IntegrationLogger, execution: Execution, wait: Wait): void {
  const words = describeWait(wait);
  const isLong = Math.max(wait.seconds, wait.sinceSeconds) >= LONG_WAIT_SECONDS;
  if (!isLong || !isCausedByOthers(wait) || execution.hasToldOfWait) {
    logger.info({ wait }, words);
    execution.recorder?.addPassing(words);
    return;
  }
  execution.hasToldOfWait = true;
  warn(logger, IntegrationWarnEventName.IngestionLimitEncountered, words);
}

function countingLeftOut<Kind extends JobState>(jobState: Kind, refused: Map<string, number>): Kind {
  const counted = <T extends Parameters<JobState['addEntity']>[0]>(entity: T): T => {
    for (const property of propertiesLeftOut(entity)) refused.set(property, (refused.get(property) ?? 0) + 1);
    return entity;
  };
  return {
    ...jobState,
    addEntity: (entity) => jobState.addEntity(counted(entity)),
    addEntities: (entities) => jobState.addEntities(entities.map(counted)),
  };
}

function logLeftOut(logger: IntegrationLogger, refused: ReadonlyMap<string, number>): void {
  if (refused.size === 0) return;
  const counts = [...refused].map(([property, count]) => `${property} (${count})`).join(', ');
  logger.info({ leftOut: Object.fromEntries(refused) }, `Left out values that the data model refuses: ${counts}.`);
}
