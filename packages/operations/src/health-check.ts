import { type GraphQL } from './graphql';
import { healthOf, type InstanceHealth } from './health';
import { type InstanceWithJobs } from './instance-documents';
import { instancesOf } from './instances';
import { type Job } from './job';
import { isFinished } from './job-health';
import { listJobs } from './job-list';

export interface HealthCheckOptions {
  /** A job that runs longer is stuck. Default: 6 hours. */
  stuckSeconds?: number;
}

export const STUCK_SECONDS = 6 * 3600;

/** Costs one request per page of instances. An instance whose newest jobs do not come first costs one more. */
export async function* checkHealth(
  graphql: GraphQL,
  { stuckSeconds = STUCK_SECONDS }: HealthCheckOptions = {},
): AsyncGenerator<InstanceHealth, void, undefined> {
  for await (const instance of instancesOf(graphql).listWithJobs()) {
    const jobs = await newestJobsOf(graphql, instance);
    yield healthOf(instance, jobs, new Date(graphql.serverTime(graphql.clock.now())), stuckSeconds);
  }
}

/** Lists all jobs only when the first page may lack the last finished job. */
async function newestJobsOf(graphql: GraphQL, { id, jobs: page }: InstanceWithJobs): Promise<Job[]> {
  const jobs = page?.jobs ?? [];
  const { endCursor, hasNextPage = true } = page?.pageInfo ?? {};
  const isWhole = page !== undefined && (endCursor === undefined || !hasNextPage);
  const isNewestFirst = jobs.every((job, i) => i === 0 || job.createDate <= jobs[i - 1].createDate);
  if (isWhole || (jobs.length > 1 && isNewestFirst && jobs.some(isFinished))) return jobs;
  const all: Job[] = [];
  for await (const job of listJobs(graphql, { instanceId: id })) all.push(job);
  return all;
}
