import { HttpError } from '@j1-integrations/provider-http';
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
  /** Gets each event of the job once, the job whenever its status has changed, and errors that the waiting outlives. */
  onProgress?: (progress: { event: JobEvent } | { job: Job } | { trouble: Error }) => void;
  /** Ends the waiting. The job goes on in JupiterOne. */
  signal?: AbortSignal;
}

/** A last look may take so long even where the time is over: a short timeout is no reason to know nothing. */
const SHORTEST_LOOK_MS = 2000;

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

type Watched = z.infer<(typeof WATCH_JOB)['data']>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** So many looks in a row may be in vain; each of them is asked several times. */
const BAD_LOOKS = 5;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
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
  let last: Job | undefined;
  let failures = 0;

  /** Ends with the waiting, whichever way that ends, so that a server that answers late or never holds up neither. */
  async function lookInTime(): Promise<Look> {
    const leftMs = began + timeoutSeconds * 1000 - clock.now();
    // A clock may tell parts of a millisecond, and a timeout takes none.
    const late = AbortSignal.timeout(Math.ceil(Math.min(Math.max(leftMs, SHORTEST_LOOK_MS), LONGEST_TIMER_MS)));
    try {
      const view = await look(graphql, instanceId, jobId, signal ? AbortSignal.any([signal, late]) : late);
      failures = 0;
      return view;
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) throw new WaitTimeoutError(jobId, timeoutSeconds, last, graphql.isHeldBack());
      // A job that is known is not given up for a while in which JupiterOne is not itself.
      if (!last || !mayPass(error) || ++failures > BAD_LOOKS) throw error;
      onProgress?.({ trouble: error });
      return { job: last, events: [] };
    }
  }

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const { job, events } = await lookInTime();
    for (const event of events) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      onProgress?.({ event });
    }
    if (job && job.status !== last?.status) onProgress?.({ job });
    last = job ?? last;
    if (job && isFinished(job)) return job;

    const waited = clock.now() - began;
    if (!job && waited >= graceSeconds * 1000) throw new NotFoundError('job', `${jobId} of instance ${instanceId}`);
    if (job && waited >= timeoutSeconds * 1000) throw new WaitTimeoutError(jobId, timeoutSeconds, job);
    const left = (job ? timeoutSeconds : graceSeconds) * 1000 - waited;
    await clock.sleep(Math.min(pause, left), signal);
    signal?.throwIfAborted();
  }
}

function mayPass(error: unknown): error is Error {
  if (!(error instanceof HttpError)) return error instanceof GraphQLAnswerError;
  return ['network', 'timeout', 'body'].includes(error.kind) || (error.status ?? 0) >= 500;
}

interface Look {
  job?: Job;
  events: JobEvent[];
}

/**
 * Every event, whichever way they are ordered, and the job as it was before the first of them was read. A cursor that
 * repeats ends the events and not the waiting, which is for the job.
 */
async function look(graphql: GraphQL, instanceId: string, jobId: string, signal: AbortSignal): Promise<Look> {
  const events: JobEvent[] = [];
  let job: Job | undefined;
  let cursor: string | undefined;
  const seen = new Set<string | undefined>();
  do {
    seen.add(cursor);
    const variables = { id: jobId, jobId, integrationInstanceId: instanceId, cursor };
    const answer = await watch(graphql, variables, signal);
    job ??= answer.integrationJob;
    events.push(...(answer.integrationEvents?.events ?? []));
    const next = answer.integrationEvents?.pageInfo;
    cursor = next?.hasNextPage === false ? undefined : next?.endCursor;
  } while (cursor !== undefined && !seen.has(cursor));
  return { job, events: events.sort((a, b) => a.createDate - b.createDate) };
}

/** A job's status is not given up because its events could not be read. */
async function watch(graphql: GraphQL, variables: object, signal: AbortSignal): Promise<Watched> {
  try {
    return await graphql.query(WATCH_JOB, variables, signal);
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Watched | undefined) : undefined;
    if (!part?.integrationJob) throw error;
    return part;
  }
}
