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
  /** How long the job may be missing: JupiterOne may answer a trigger before the job can be read. Default: 0. */
  graceSeconds?: number;
  /** Gets each event, each new status of the job, and each error that does not stop the wait. */
  onProgress?: (progress: { event: JobEvent } | { job: Job } | { trouble: Error }) => void;
  /** Stops waiting. The job continues in JupiterOne. */
  signal?: AbortSignal;
}

/** One request gets this time, even with a shorter timeout. */
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
const FAILED_POLLS_IN_A_ROW = 5;
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

  async function pollUntilTimeout(): Promise<Poll> {
    const leftMs = began + timeoutSeconds * 1000 - clock.now();
    // The clock may give fractions, but `AbortSignal.timeout` takes whole milliseconds.
    const timeout = AbortSignal.timeout(Math.ceil(Math.min(Math.max(leftMs, SHORTEST_POLL_MS), LONGEST_TIMER_MS)));
    try {
      const view = await poll(graphql, instanceId, jobId, signal ? AbortSignal.any([signal, timeout]) : timeout);
      failures = 0;
      return view;
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new WaitTimeoutError(jobId, timeoutSeconds, last, graphql.isWaitingForRateLimit());
      // A short outage does not end the wait for a known job.
      if (!last || !isTemporary(error) || ++failures > FAILED_POLLS_IN_A_ROW) throw error;
      onProgress?.({ trouble: error });
      return { job: last, events: [] };
    }
  }

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const { job, events } = await pollUntilTimeout();
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

/** Reads the job and all its events. A repeated cursor ends the list of events without an error. */
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

/** An answer with a job but without its events is enough. */
async function watch(graphql: GraphQL, variables: object, signal: AbortSignal): Promise<Watched> {
  try {
    return await graphql.query(WATCH_JOB, variables, signal);
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Watched | undefined) : undefined;
    if (!part?.integrationJob) throw error;
    return part;
  }
}
