import { z } from 'zod';
import { NotFoundError } from './errors';
import { type GraphQL } from './graphql';
import { invoke, type Invocation } from './invoke';
import { EVENT_FIELDS, eventShape, JOB_FIELDS, jobShape, type Job, type JobEvent } from './job';
import { listJobs, type JobListOptions } from './job-list';
import { list, type ListOptions } from './list';
import { maybe, pageInfo } from './shapes';
import { wait, type WaitOptions } from './wait';

export const GET_JOB = {
  document: `query GetJob($id: ID!, $integrationInstanceId: String!) {
    integrationJob(id: $id, integrationInstanceId: $integrationInstanceId) { ${JOB_FIELDS} }
  }`,
  data: z.object({ integrationJob: maybe(jobShape) }),
};

export const LIST_EVENTS = {
  document: `query ListEvents($jobId: String!, $integrationInstanceId: String!, $cursor: String, $size: Int) {
    integrationEvents(jobId: $jobId, integrationInstanceId: $integrationInstanceId, cursor: $cursor, size: $size) {
      events { ${EVENT_FIELDS} }
      pageInfo { endCursor hasNextPage }
    }
  }`,
  data: z.object({ integrationEvents: z.object({ events: z.array(eventShape), pageInfo }) }),
};

const EVENTS_PAGE = 1000;

export interface Jobs {
  /** In JupiterOne's order: usually the newest first. */
  list(options?: JobListOptions): AsyncGenerator<Job, void, undefined>;
  /** @throws {NotFoundError} */
  get(instanceId: string, jobId: string): Promise<Job>;
  /** Empty for a job that does not exist. */
  events(instanceId: string, jobId: string, options?: ListOptions): AsyncGenerator<JobEvent, void, undefined>;
  /**
   * Sends the trigger once. If the answer is lost, it looks for the new job.
   * @throws {AlreadyExecutingError} with the running job
   * @throws {NotInvokedError} when JupiterOne started no job
   * @throws {InvocationUnknownError} when the answer was lost and no job appeared
   */
  invoke(instanceId: string): Promise<Invocation>;
  /**
   * Asks every half second at first, later every 30 s, until the job is over.
   * @throws {NotFoundError}
   * @throws {WaitTimeoutError} with the last known state of the job
   */
  wait(instanceId: string, jobId: string, options?: WaitOptions): Promise<Job>;
}

export const jobsOf = (graphql: GraphQL): Jobs => ({
  list: (options) => listJobs(graphql, options),
  async get(instanceId, jobId) {
    const { integrationJob } = await graphql.query(GET_JOB, { id: jobId, integrationInstanceId: instanceId });
    if (!integrationJob) throw new NotFoundError('job', `${jobId} of instance ${instanceId}`);
    return integrationJob;
  },
  events: (instanceId, jobId, options = {}) =>
    list(
      graphql,
      LIST_EVENTS,
      { jobId, integrationInstanceId: instanceId, size: Math.min(options.limit ?? EVENTS_PAGE, EVENTS_PAGE) },
      ({ integrationEvents: { events: items, pageInfo } }) => ({ items, pageInfo }),
      options,
    ),
  invoke: (instanceId) => invoke(graphql, instanceId),
  wait: (instanceId, jobId, options) => wait(graphql, instanceId, jobId, options),
});
