import { z } from 'zod';
import { type GraphQL } from './graphql';
import { JOB_FIELDS, jobShape, type Job } from './job';
import { type JobStatus } from './job-health';
import { list, type ListOptions } from './list';
import { pageInfo } from './shapes';

export const LIST_JOBS = {
  document: `query ListJobs($integrationInstanceId: String, $status: IntegrationJobStatus, $cursor: String, $size: Int) {
    integrationJobs(integrationInstanceId: $integrationInstanceId, status: $status, cursor: $cursor, size: $size) {
      jobs { ${JOB_FIELDS} }
      pageInfo { endCursor hasNextPage }
    }
  }`,
  data: z.object({ integrationJobs: z.object({ jobs: z.array(jobShape), pageInfo }) }),
};

const PAGE_SIZE = 100;

/** JupiterOne may list jobs in another order, so the newest job is chosen among this many. */
export const NEWEST_COUNT = 20;

export interface JobListOptions extends ListOptions {
  instanceId?: string;
  status?: JobStatus;
}

export const listJobs = (
  graphql: GraphQL,
  { instanceId, status, limit }: JobListOptions = {},
): AsyncGenerator<Job, void, undefined> =>
  list(
    graphql,
    LIST_JOBS,
    { integrationInstanceId: instanceId, status, size: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE) },
    ({ integrationJobs: { jobs: items, pageInfo } }) => ({ items, pageInfo }),
    { limit },
  );
