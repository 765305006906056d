import { z } from 'zod';
import { AlreadyExecutingError, GraphQLAnswerError, InvocationUnknownError, NotInvokedError } from './errors';
import { isAmbiguous, type GraphQL } from './graphql';
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
    if (!result?.success) {
      throw new NotInvokedError(
        `JupiterOne did not start instance ${instanceId}: its definition may be paused, or not be run by JupiterOne`,
      );
    }
    return result.integrationJobId
      ? { jobId: result.integrationJobId, found: false }
      : await found(graphql, instanceId, asked, 'no job id was answered');
  } catch (error) {
    if (error instanceof GraphQLAnswerError && error.errors.some(({ code }) => code === 'ALREADY_EXECUTING_ERROR')) {
      throw new AlreadyExecutingError(instanceId, await runningJob(graphql, instanceId));
    }
    if (!isAmbiguous(error)) throw error;
    return found(graphql, instanceId, asked, (error as Error).message);
  }
}

async function found(graphql: GraphQL, instanceId: string, asked: number, reason: string): Promise<Invocation> {
  for (const wait of LOOKS) {
    await graphql.clock.sleep(wait);
    const jobs = await newestJobs(graphql, instanceId);
    const since = graphql.serverTime(asked) - CLOCK_GRAIN_MS;
    const job = jobs.filter(({ createDate }) => createDate >= since).at(-1);
    if (job) return { jobId: job.id, found: true };
  }
  throw new InvocationUnknownError(instanceId, reason);
}

const runningJob = async (graphql: GraphQL, instanceId: string) =>
  (await newestJobs(graphql, instanceId)).find((job) => !isFinished(job));

/** The newest first, whatever order they are answered in. */
async function newestJobs(graphql: GraphQL, instanceId: string): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of listJobs(graphql, { instanceId, limit: NEWEST })) jobs.push(job);
  return jobs.sort((a, b) => b.createDate - a.createDate);
}
