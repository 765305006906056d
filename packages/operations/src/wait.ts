import { z } from 'zod';
import { GraphQLAnswerError, NotFoundError, WaitTimeoutError } from './errors';
import { type GraphQL } from './graphql';
import { isFinished } from './job-health';
import { EVENT_FIELDS, eventShape, JOB_FIELDS, jobShape, type Job, type JobEvent } from './job';
import { maybe, pageInfo } from './shapes';

export interface WaitOptions {
  /** Default 3600. */
  timeoutSeconds?: number;
  /** How long the job may not be there yet: a trigger can be answered before its job can be read. Default 0. */
  graceSeconds?: number;
  /** Gets each event of the job once, and the job whenever its status has changed. */
  onProgress?: (progress: { event: JobEvent } | { job: Job }) => void;
  /** Ends the waiting. The job goes on in JupiterOne. */
  signal?: AbortSignal;
}

/** The job and what it says, in one request. */
export const WATCH_JOB = {
  document: `query WatchJob($id: ID!, $jobId: String!, $integrationInstanceId: String!, $cursor: String) {
    integrationJob(id: $id, integrationInstanceId: $integrationInstanceId) { ${JOB_FIELDS} }
    integrationEvents(jobId: $jobId, integrationInstanceId: $integrationInstanceId, cursor: $cursor, size: 1000) {
      events { ${EVENT_FIELDS} }
      pageInfo { endCursor hasNextPage }
    }
  }`,
  data: z.object({
    integrationJob: maybe(jobShape),
    integrationEvents: maybe(z.object({ events: z.array(eventShape), pageInfo })),
  }),
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const GROWTH = 1.4;

export async function wait(
  graphql: GraphQL,
  instanceId: string,
  jobId: string,
  { timeoutSeconds = 3600, graceSeconds = 0, onProgress, signal }: WaitOptions = {},
): Promise<Job> {
  const { clock } = graphql;
  const began = clock.now();
  const seen = new Set<string>();
  let status: string | undefined;

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const { job, events } = await look(graphql, instanceId, jobId);
    for (const event of events) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      onProgress?.({ event });
    }
    if (job && job.status !== status) onProgress?.({ job });
    status = job?.status;
    if (job && isFinished(job)) return job;

    const waited = clock.now() - began;
    if (!job && waited >= graceSeconds * 1000) throw new NotFoundError('job', `${jobId} of instance ${instanceId}`);
    if (job && waited >= timeoutSeconds * 1000) throw new WaitTimeoutError(job, timeoutSeconds);
    const left = (job ? timeoutSeconds : graceSeconds) * 1000 - waited;
    await clock.sleep(Math.min(pause, left), signal);
    signal?.throwIfAborted();
  }
}

/** Every event, whichever way they are ordered, and the job as it was before the first of them was read. */
async function look(graphql: GraphQL, instanceId: string, jobId: string) {
  const events: JobEvent[] = [];
  let job: Job | undefined;
  let cursor: string | undefined;
  const seen = new Set<string | undefined>();
  do {
    seen.add(cursor);
    const answer = await watch(graphql, { id: jobId, jobId, integrationInstanceId: instanceId, cursor });
    job ??= answer.integrationJob;
    events.push(...(answer.integrationEvents?.events ?? []));
    const next = answer.integrationEvents?.pageInfo;
    cursor = next?.hasNextPage === false ? undefined : next?.endCursor;
  } while (cursor !== undefined && !seen.has(cursor));
  return { job, events: events.sort((a, b) => a.createDate - b.createDate) };
}

/** A job's status is not given up because its events could not be read, and the other way round. */
async function watch(graphql: GraphQL, variables: object): Promise<z.infer<(typeof WATCH_JOB)['data']>> {
  try {
    return await graphql.query(WATCH_JOB, variables);
  } catch (error) {
    if (!(error instanceof GraphQLAnswerError) || error.data === undefined) throw error;
    return error.data as z.infer<(typeof WATCH_JOB)['data']>;
  }
}
