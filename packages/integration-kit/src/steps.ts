import {
  IntegrationError,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationLogger,
  type IntegrationStep,
  type IntegrationStepExecutionContext,
  type JobState,
  type Step,
} from '@jupiterone/integration-sdk-core';
import { measure } from '@j1-integrations/provider-http';
import { propertiesLeftOut } from './entities';
import { toIntegrationError } from './errors';
import { describeShare } from './request-share';

/** The SDK's step context with the client of this execution in it. */
export type StepContext<Config extends IntegrationInstanceConfig, Client> = IntegrationStepExecutionContext<
  Config,
  { client: Client }
>;

/** What a run needs of an integration's client. */
export interface Closable {
  /** Ends every request; no further one is sent. */
  close(): void;
}

/** A step of an integration whose client is a `Client`. */
export type ClientStep<Config extends IntegrationInstanceConfig, Client extends Closable> = Step<
  StepContext<Config, Client>
>;

/** The context of `validateInvocation` and `getStepStartStates`, with the client of this execution in it. */
export type InvocationContext<Config extends IntegrationInstanceConfig, Client> = IntegrationExecutionContext<
  Config,
  { client: Client }
>;

/**
 * The steps as the SDK runs them: what a request threw becomes the SDK's error, and when a step ends, also when it
 * fails, the log says how many requests were its share and which values were left out of its entities.
 *
 * After an error that ends the run the client is closed: the SDK waits for the steps that are under way, and they would
 * go on asking with credentials that are not accepted.
 */
export function prepareSteps<Config extends IntegrationInstanceConfig, Client extends Closable>(
  steps: readonly ClientStep<Config, Client>[],
): IntegrationStep<Config>[] {
  return steps.map((step) => ({
    ...step,
    executionHandler: (context) => {
      const refused = new Map<string, number>();
      const jobState = countingLeftOut(context.jobState, refused);
      const executionConfig = context.executionConfig as { client: Client };
      return reported(context.logger, () => step.executionHandler({ ...context, executionConfig, jobState }))
        .catch((error: unknown) => {
          if (error instanceof IntegrationError && error.fatal) executionConfig.client.close();
          throw error;
        })
        .finally(() => logLeftOut(context.logger, refused));
    },
  }));
}

/** The same for `validateInvocation` and `getStepStartStates`, which may make requests too. */
export function prepareInvocation<Config extends IntegrationInstanceConfig, Client, Result>(
  handler: (context: InvocationContext<Config, Client>) => Promise<Result>,
): (context: IntegrationExecutionContext<Config>) => Promise<Result> {
  return (context) => reported(context.logger, () => handler(context as InvocationContext<Config, Client>));
}

function reported<Result>(logger: IntegrationLogger, run: () => Promise<Result> | Result): Promise<Result> {
  return measure(
    async (counters) => {
      try {
        return await run();
      } catch (error) {
        throw toIntegrationError(error);
      } finally {
        if (counters.requests > 0) logger.info({ providerRequests: { ...counters } }, describeShare(counters));
      }
    },
    ({ reason, pool, seconds }) => logger.info({ pool }, `Waiting ${seconds.toFixed(1)} s: ${reason}.`),
  );
}

function countingLeftOut(jobState: JobState, refused: Map<string, number>): JobState {
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
