import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  type IntegrationEvent,
  type IntegrationInvocationConfig,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import {
  abortSynchronization,
  createApiClient,
  createEventPublishingQueue,
  createIntegrationLogger,
  executeIntegrationInstance,
  finalizeSynchronization,
  initiateSynchronization,
  synchronizationStatus,
} from '@jupiterone/integration-sdk-runtime';
import { createPersisterApiStepGraphObjectDataUploader } from '@jupiterone/integration-sdk-runtime/dist/src/execution/uploader';
import { type Result, type Task } from './integration-process';
import { type RunReport } from './jobs';

const UPLOAD_CONCURRENCY = 5;

/** Like JupiterOne, it uploads while it collects. */
export async function managedRun(
  config: IntegrationInvocationConfig,
  { instance, jobId, jupiterone }: Extract<Task, { kind: 'run' }>,
): Promise<Result> {
  let states: StepStartStates = {};
  const { getStepStartStates } = config;
  const invocationConfig: IntegrationInvocationConfig = getStepStartStates
    ? { ...config, getStepStartStates: async (context) => (states = await getStepStartStates(context)) }
    : config;

  const events: RunReport['events'] = [];
  const logger = createIntegrationLogger({ name: 'managed', invocationConfig });
  const synchronization = await initiateSynchronization({
    logger,
    apiClient: createApiClient({
      apiBaseUrl: jupiterone.url,
      account: jupiterone.account,
      accessToken: jupiterone.apiKey,
    }),
    source: 'integration-managed',
    integrationInstanceId: instance.id,
    integrationJobId: jobId,
  });
  const queue = createEventPublishingQueue(synchronization);
  synchronization.logger.on('event', (event: IntegrationEvent) => {
    events.push({ name: event.name, level: event.level, description: event.description });
    void queue.enqueue(event);
  });

  try {
    const { integrationStepResults, metadata } = await executeIntegrationInstance(
      synchronization.logger,
      instance,
      invocationConfig,
      { current: { startedOn: synchronization.job.startTimestamp } },
      {
        enableSchemaValidation: true,
        createStepGraphObjectDataUploader: (stepId) =>
          createPersisterApiStepGraphObjectDataUploader({
            stepId,
            synchronizationJobContext: synchronization,
            uploadConcurrency: UPLOAD_CONCURRENCY,
          }),
      },
    );
    await queue.onIdle();
    const { numEntitiesUploaded, numRelationshipsUploaded } = await synchronizationStatus(synchronization);
    const report: RunReport = {
      steps: integrationStepResults.map(({ id, status }) => ({ status, disabledReason: states[id]?.disabledReason })),
      events,
      collected: numEntitiesUploaded + numRelationshipsUploaded,
    };
    // If every step failed, a finalized upload would look like a success.
    if (jobHealthOf(report).status === 'FAILED') {
      await abortSynchronization({ ...synchronization, reason: 'Every step failed' });
    } else {
      await finalizeSynchronization({ ...synchronization, partialDatasets: metadata.partialDatasets });
    }
    return { kind: 'reported', report };
  } catch (error) {
    await queue.onIdle();
    await abortSynchronization({ ...synchronization, reason: (error as Error).message });
    return { kind: 'reported', report: { threw: true, events } };
  }
}
