import { auditEventsOf, type AuditEvents } from './audit-events';
import { definitionsOf, type Definitions } from './definitions';
import { checkHealth, type HealthCheckOptions } from './health-check';
import { type InstanceHealth } from './health';
import { createGraphQL, type GraphQLOptions } from './graphql';
import { instancesOf, type Instances } from './instances';
import { jobsOf, type Jobs } from './jobs';
import { connectionOf, type ConnectionSettings } from './settings';
import { openCollected } from './upload/collected';
import { createSynchronization } from './upload/synchronization';
import { upload, type Upload, type UploadOptions } from './upload/upload';

/** JupiterOne's integration operations. */
export interface Operations {
  instances: Instances;
  definitions: Definitions;
  jobs: Jobs;
  auditEvents: AuditEvents;
  /** The health of every instance, by its jobs and its schedule. */
  health(options?: HealthCheckOptions): AsyncGenerator<InstanceHealth, void, undefined>;
  /**
   * Uploads what `j1-integration collect` has left in its folder into an instance.
   *
   * @throws {CollectedError} before anything is sent, where the collect is not complete
   */
  upload(instanceId: string, folder: string, options?: UploadOptions): Promise<Upload>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * A client of one account. Errors are `HttpError` (no answer, or a status that is not a success), `GraphQLAnswerError`
 * and what each function names.
 *
 * @throws {SettingError} that names the setting and what is allowed
 */
export function createOperations(settings: ConnectionSettings, options?: GraphQLOptions): Operations {
  const connection = connectionOf(settings);
  const graphql = createGraphQL(connection, options);
  return {
    instances: instancesOf(graphql),
    definitions: definitionsOf(graphql),
    jobs: jobsOf(graphql),
    auditEvents: auditEventsOf(graphql),
    health: (options) => checkHealth(graphql, options),
    async upload(instanceId, folder, uploadOptions) {
      const collected = await openCollected(folder);
      const synchronization = createSynchronization(connection, options);
      try {
        return await upload(synchronization, instanceId, collected, uploadOptions);
      } finally {
        synchronization.close();
      }
    },
    close: () => graphql.close(),
  };
}
