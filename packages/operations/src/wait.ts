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
  /** How long a missing job is awaited: JupiterOne may answer a trigger before the job can be read. Default: 0. */
  graceSeconds?: number;
  /** Gets each event once, the job whenever its status changes, and each error that does not stop the wait. */
  onProgress?: (progress: { event: JobEvent } | { job: Job } | { trouble: Error }) => void;
  /** Stops waiting. The job continues in JupiterOne. */
  signal?: AbortSignal;
}

/** Even with a short timeout, one request gets this long to answer. */
const SHORTEST_POLL_MS = 2000;

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
/** Requests in a row that may fail, each after its own retries. */
const FAILED_POLLS = 5;
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

  /** Stops at the timeout, also when the server answers late or never. */
  async function pollInTime(): Promise<Poll> {
    const leftMs = began + timeoutSeconds * 1000 - clock.now();
    // The clock may give fractions, but `AbortSignal.timeout` takes whole milliseconds.
    const late = AbortSignal.timeout(Math.ceil(Math.min(Math.max(leftMs, SHORTEST_POLL_MS), LONGEST_TIMER_MS)));
    try {
      const view = await poll(graphql, instanceId, jobId, signal ? AbortSignal.any([signal, late]) : late);
      failures = 0;
      return view;
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) throw new WaitTimeoutError(jobId, timeoutSeconds, last, graphql.isHeldBack());
      // Short outages of JupiterOne do not end the wait for a known job.
      if (!last || !isTemporary(error) || ++failures > FAILED_POLLS) throw error;
      onProgress?.({ trouble: error });
      return { job: last, events: [] };
    }
  }

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const { job, events } = await pollInTime();
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

function isTemporary(error: unknown): error is Error {
  if (!(error instanceof HttpError)) return error instanceof GraphQLAnswerError;
  return ['network', 'timeout', 'body'].includes(error.kind) || (error.status ?? 0) >= 500;
}

interface Poll {
  job?: Job;
  events: JobEvent[];
}

/**
 * Reads all events in order of time. The job is the state before the first event was read. A repeated cursor ends only
 * the list of events.
 */
async function poll(graphql: GraphQL, instanceId: string, jobId: string, signal: AbortSignal): Promise<Poll> {
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

/** Without events, the status of the job is still useful. */
async function watch(graphql: GraphQL, variables: object, signal: AbortSignal): Promise<Watched> {
  try {
    return await graphql.query(WATCH_JOB, variables, signal);
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Watched | undefined) : undefined;
    if (!part?.integrationJob) throw error;
    return part;
  }
}
