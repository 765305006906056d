import { auditEventsOf, type AuditEvents } from './audit-events';
import { definitionsOf, type Definitions } from './definitions';
import { cancelJob } from './cancel';
import { checkHealth, type HealthCheckOptions } from './health-check';
import { type InstanceHealth } from './health';
import { createGraphQL, type GraphQLOptions } from './graphql';
import { instancesOf, type Instances } from './instances';
import { type Job } from './job';
import { jobsOf, type Jobs } from './jobs';
import { connectionOf, type ConnectionSettings } from './settings';
import { openCollected } from './upload/collected';
import { createSynchronization, type Synchronization } from './upload/synchronization';
import { upload, type Upload, type UploadOptions } from './upload/upload';

export interface Operations {
  instances: Instances;
  definitions: Definitions;
  jobs: Jobs & {
    /**
     * Ends a job that waits for its data, such as the job of an interrupted upload.
     * @throws {NotCancelledError} when the job is over, or has no upload that JupiterOne can abort
     */
    cancel(instanceId: string, jobId: string): Promise<Job>;
  };
  auditEvents: AuditEvents;
  health(options?: HealthCheckOptions): AsyncGenerator<InstanceHealth, void, undefined>;
  /**
   * Uploads the result of `j1-integration collect` into an instance.
   * @throws {CollectedError} before the first request, when the collect is not complete
   */
  upload(instanceId: string, folder: string, options?: UploadOptions): Promise<Upload>;
  close(): void;
}

/**
 * Every request can throw `HttpError` (no answer, or an error status) and `GraphQLAnswerError`.
 * @throws {SettingError} that names the setting and the allowed values
 */
export function createOperations(settings: ConnectionSettings, options?: GraphQLOptions): Operations {
  const connection = connectionOf(settings);
  const graphql = createGraphQL(connection, options);
  const jobs = jobsOf(graphql);

  async function withSynchronization<T>(work: (synchronization: Synchronization) => Promise<T>): Promise<T> {
    const synchronization = createSynchronization(connection, options);
    try {
      return await work(synchronization);
    } finally {
      synchronization.close();
    }
  }

  return {
    instances: instancesOf(graphql),
    definitions: definitionsOf(graphql),
    jobs: {
      ...jobs,
      cancel: (instanceId, jobId) =>
        withSynchronization((synchronization) => cancelJob(jobs, synchronization, instanceId, jobId)),
    },
    auditEvents: auditEventsOf(graphql),
    health: (options) => checkHealth(graphql, options),
    async upload(instanceId, folder, uploadOptions) {
      const collected = await openCollected(folder);
      return withSynchronization((synchronization) => upload(synchronization, instanceId, collected, uploadOptions));
    },
    close: () => graphql.close(),
  };
}
