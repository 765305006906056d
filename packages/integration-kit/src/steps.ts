import {
  IntegrationError,
  IntegrationWarnEventName,
  type Entity,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationLogger,
  type IntegrationStep,
  type IntegrationStepExecutionContext,
  type JobState,
  type Relationship,
  type Step,
  type StepMetadata,
} from '@jupiterone/integration-sdk-core';
import { createShare, type Counters, type Http, type Share, type Wait } from '@j1-integrations/provider-http';
import { inBatches } from './batches';
import { declaredTypes, dropMistyped, type DeclaredTypes } from './declared-types';
import { cutProperties, refusedProperties } from './entities';
import { toIntegrationError } from './errors';
import { executionOf, type Execution } from './execution';
import { warn, type Resource } from './failures';
import { warnOfLeftOut, type LeftOut } from './items';
import type { Switchable } from './sources';
import { describeWait } from './waits';

export type StepContext<Config extends IntegrationInstanceConfig, Client> = IntegrationStepExecutionContext<
  Config,
  { client: Client }
>;

export interface StepClient {
  /** The same client, which counts its requests in a step's share. */
  countedIn(share: Share): this;
  fanOut: Http['fanOut'];
  /** Items without an id. */
  readonly leftOut?: LeftOut;
  /** Aborts the requests of all steps, and refuses new ones. */
  close(): void;
}

export interface Documented extends StepMetadata, Switchable {
  /** Everything that the step reads from the provider. */
  reads?: readonly Resource[];
}

export type ClientStep<Config extends IntegrationInstanceConfig, Client extends StepClient> = Step<
  StepContext<Config, Client>
> &
  Documented & {
    /** Whether the provider's plan has this resource. If not, the step and its dependents are skipped. */
    isAvailable?: (client: Client) => Promise<boolean>;
  };

export type InvocationContext<Config extends IntegrationInstanceConfig, Client> = IntegrationExecutionContext<
  Config,
  { client: Client }
>;

/**
 * Wraps each step for the SDK. An error that ends the run closes the client: the SDK waits for the other steps, and they must
 * not continue with refused credentials.
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
      const refusedValues = { refused: new Map<string, number>(), cut: new Map<string, number>() };
      recorder?.add({ level: 'info', name: 'step_start', step: step.name, description: `${step.name} starts.` });
      return reported(context.logger, client, execution, (counted) =>
        inBatches(context.jobState, execution, (batched) =>
          step.executionHandler({
            ...context,
            executionConfig: { client: counted },
            jobState: withoutRefused(batched, declaredTypes(step), refusedValues),
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
        .finally(() => logRefused(context.logger, refusedValues));
    },
  }));
}

/** Wraps `validateInvocation` and `getStepStartStates`, which may send requests too. */
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
  const share = createShare((wait) => reportWait(logger, execution, wait));
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
  return `Provider requests: ${requests} sent (${retries} were retries), ${waits}.`;
}

/** The job warns once, of the first wait that is so long. */
const LONG_WAIT_SECONDS = 300;

const isCausedByOthers = ({ reason }: Wait): boolean => reason !== 'spent';

function reportWait(logger: IntegrationLogger, execution: Execution, wait: Wait): void {
  const words = describeWait(wait);
  const isLong = Math.max(wait.seconds, wait.sinceSeconds) >= LONG_WAIT_SECONDS;
  if (!isLong || !isCausedByOthers(wait) || execution.hasWarnedOfWait) {
    logger.info({ wait }, words);
    execution.recorder?.sendWait(words);
    return;
  }
  execution.hasWarnedOfWait = true;
  warn(logger, IntegrationWarnEventName.IngestionLimitEncountered, words);
}

/** How many values, by property. */
type Counts = Map<string, number>;

/** Counts the values that entities and relationships lost. */
function withoutRefused<Kind extends JobState>(
  jobState: Kind,
  types: DeclaredTypes,
  counts: { refused: Counts; cut: Counts },
): Kind {
  const countIn = (of: Counts) => (property: string) => of.set(property, (of.get(property) ?? 0) + 1);
  const checked = <T extends Entity | Relationship>(object: T): T => {
    refusedProperties(object as Entity).forEach(countIn(counts.refused));
    dropMistyped(object, types).forEach(countIn(counts.refused));
    cutProperties(object as Entity).forEach(countIn(counts.cut));
    return object;
  };
  return {
    ...jobState,
    addEntity: (entity) => jobState.addEntity(checked(entity)),
    addEntities: (entities) => jobState.addEntities(entities.map(checked)),
    addRelationship: (relationship) => jobState.addRelationship(checked(relationship)),
    addRelationships: (relationships) => jobState.addRelationships(relationships.map(checked)),
  };
}

function logRefused(logger: IntegrationLogger, { refused, cut }: { refused: Counts; cut: Counts }): void {
  const listOf = (counts: Counts) => [...counts].map(([property, count]) => `${property} (${count})`).join(', ');
  if (refused.size > 0) {
    logger.info(
      { leftOut: Object.fromEntries(refused) },
      `Left out values that the data model refuses: ${listOf(refused)}.`,
    );
  }
  if (cut.size > 0) logger.info({ cut: Object.fromEntries(cut) }, `Cut or left out very long texts: ${listOf(cut)}.`);
}
