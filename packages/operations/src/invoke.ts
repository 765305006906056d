import { z } from 'zod';
import {
  AlreadyExecutingError,
  GraphQLAnswerError,
  InvocationUnknownError,
  NotInvokedError,
  OutcomeUnknownError,
} from './errors';
import { type GraphQL } from './graphql';
import { type Job } from './job';
import { isFinished } from './job-health';
import { listJobs, NEWEST_COUNT } from './job-list';
import { maybe } from './shapes';

export interface Invocation {
  jobId: string;
  /** The answer was lost, and this job started after the trigger. Someone else may have started it. */
  found: boolean;
}

export const INVOKE = {
  document: `mutation Invoke($id: String!) { invokeIntegrationInstance(id: $id) { success integrationJobId } }`,
  data: z.object({
    invokeIntegrationInstance: maybe(z.object({ success: maybe(z.boolean()), integrationJobId: maybe(z.string()) })),
  }),
};

/** The job may appear late, so the search is repeated. */
const SEARCH_DELAYS_MS = [0, 2000, 5000];
/** A `Date` header has whole seconds. */
const CLOCK_RESOLUTION_MS = 2000;

export async function invoke(graphql: GraphQL, instanceId: string): Promise<Invocation> {
  const askedAt = graphql.clock.now();
  try {
    const { invokeIntegrationInstance: result } = await graphql.mutate(INVOKE, { id: instanceId });
    if (result?.success === false) {
      throw new NotInvokedError(
        `JupiterOne did not start instance ${instanceId}: its definition may be paused, or JupiterOne may not run it`,
      );
    }
    return result?.integrationJobId
      ? { jobId: result.integrationJobId, found: false }
      : await findStartedJob(graphql, instanceId, askedAt, 'the answer holds no job id');
  } catch (error) {
    if (error instanceof GraphQLAnswerError && error.errors.some(({ code }) => code === 'ALREADY_EXECUTING_ERROR')) {
      throw new AlreadyExecutingError(instanceId, await runningJob(graphql, instanceId));
    }
    if (!mayHaveStarted(error)) throw error;
    return findStartedJob(
      graphql,
      instanceId,
      askedAt,
      error instanceof OutcomeUnknownError ? error.reason : error.message,
    );
  }
}

function mayHaveStarted(error: unknown): error is OutcomeUnknownError | GraphQLAnswerError {
  if (error instanceof OutcomeUnknownError) return true;
  if (!(error instanceof GraphQLAnswerError) || error.data !== undefined) return false;
  return error.errors.some(({ code }) => /INTERNAL|UNAVAILABLE|TIMEOUT/.test(code ?? ''));
}

/** @throws {InvocationUnknownError} also when the jobs cannot be listed, because the trigger was sent */
async function findStartedJob(
  graphql: GraphQL,
  instanceId: string,
  askedAt: number,
  reason: string,
): Promise<Invocation> {
  try {
    for (const wait of SEARCH_DELAYS_MS) {
      await graphql.clock.sleep(wait);
      const jobs = await newestJobs(graphql, instanceId);
      const since = graphql.serverTime(askedAt) - CLOCK_RESOLUTION_MS;
      const job = jobs.filter(({ createDate }) => createDate >= since).at(-1);
      if (job) return { jobId: job.id, found: true };
    }
  } catch (error) {
    throw new InvocationUnknownError(instanceId, `${reason}; then listing the jobs failed: ${errorText(error)}`);
  }
  throw new InvocationUnknownError(instanceId, reason);
}

const errorText = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** If the jobs cannot be listed, the caller still knows that a job runs. */
const runningJob = async (graphql: GraphQL, instanceId: string) =>
  (await newestJobs(graphql, instanceId).catch(() => [])).find((job) => !isFinished(job));

async function newestJobs(graphql: GraphQL, instanceId: string): Promise<Job[]> {
  const jobs: Job[] = [];
  try {
    for await (const job of listJobs(graphql, { instanceId, limit: NEWEST_COUNT })) jobs.push(job);
  } catch (error) {
    if (!(error instanceof GraphQLAnswerError) || jobs.length === 0) throw error;
  }
  return jobs.sort((a, b) => b.createDate - a.createDate);
}
