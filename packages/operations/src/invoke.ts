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
import { listJobs } from './job-list';
import { maybe } from './shapes';

export interface Invocation {
  jobId: string;
  /** The answer was lost, and this job of the instance has begun since: ours, or one begun by somebody else just then. */
  found: boolean;
}

export const INVOKE = {
  document: `mutation Invoke($id: String!) { invokeIntegrationInstance(id: $id) { success integrationJobId } }`,
  data: z.object({
    invokeIntegrationInstance: maybe(z.object({ success: maybe(z.boolean()), integrationJobId: maybe(z.string()) })),
  }),
};

/** When to look for a job whose trigger got no answer, in milliseconds: it may be late. */
const LOOKS = [0, 2000, 5000];
/** Far more than begin within a few seconds. */
const NEWEST = 20;
/** A `Date` header has whole seconds. */
const CLOCK_GRAIN_MS = 2000;

export async function invoke(graphql: GraphQL, instanceId: string): Promise<Invocation> {
  const asked = graphql.clock.now();
  try {
    const { invokeIntegrationInstance: result } = await graphql.mutate(INVOKE, { id: instanceId });
    if (result?.success === false) {
      throw new NotInvokedError(
        `JupiterOne did not start instance ${instanceId}: its definition may be paused, or not be run by JupiterOne`,
      );
    }
    return result?.integrationJobId
      ? { jobId: result.integrationJobId, found: false }
      : await found(graphql, instanceId, asked, 'no job id was answered');
  } catch (error) {
    if (error instanceof GraphQLAnswerError && error.errors.some(({ code }) => code === 'ALREADY_EXECUTING_ERROR')) {
      throw new AlreadyExecutingError(instanceId, await runningJob(graphql, instanceId));
    }
    if (!mayHaveStarted(error)) throw error;
    return found(graphql, instanceId, asked, error instanceof OutcomeUnknownError ? error.reason : error.message);
  }
}

/** Lost answers, and errors of JupiterOne's own that answer nothing else. */
function mayHaveStarted(error: unknown): error is OutcomeUnknownError | GraphQLAnswerError {
  if (error instanceof OutcomeUnknownError) return true;
  if (!(error instanceof GraphQLAnswerError) || error.data !== undefined) return false;
  return error.errors.some(({ code }) => /INTERNAL|UNAVAILABLE|TIMEOUT/.test(code ?? ''));
}

/**
 * The job that a lost trigger began.
 *
 * @throws {InvocationUnknownError} also where the jobs cannot be looked at: that a trigger went out must not be forgotten
 */
async function found(graphql: GraphQL, instanceId: string, asked: number, reason: string): Promise<Invocation> {
  try {
    for (const wait of LOOKS) {
      await graphql.clock.sleep(wait);
      const jobs = await newestJobs(graphql, instanceId);
      const since = graphql.serverTime(asked) - CLOCK_GRAIN_MS;
      const job = jobs.filter(({ createDate }) => createDate >= since).at(-1);
      if (job) return { jobId: job.id, found: true };
    }
  } catch (error) {
    throw new InvocationUnknownError(instanceId, `${reason}; then the jobs could not be listed: ${wordsOf(error)}`);
  }
  throw new InvocationUnknownError(instanceId, reason);
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Nothing where the jobs cannot be listed: that a job is running is known all the same. */
const runningJob = async (graphql: GraphQL, instanceId: string) =>
  (await newestJobs(graphql, instanceId).catch(() => [])).find((job) => !isFinished(job));

/** The newest first, whatever order they are answered in. What is answered in part will do. */
async function newestJobs(graphql: GraphQL, instanceId: string): Promise<Job[]> {
  const jobs: Job[] = [];
  try {
    for await (const job of listJobs(graphql, { instanceId, limit: NEWEST })) jobs.push(job);
  } catch (error) {
    if (!(error instanceof GraphQLAnswerError) || jobs.length === 0) throw error;
  }
  return jobs.sort((a, b) => b.createDate - a.createDate);
}
