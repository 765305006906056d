import { randomUUID } from 'node:crypto';
import { isFinished, jobHealthOf, type RunOutcome } from '@j1-integrations/operations/job-health';
import { addEvent, type Instance, type Job, type Records } from './records';

/** The report of a run that this server started. An upload from outside has none. */
export type RunReport = Omit<RunOutcome, 'synchronization'>;

export interface Jobs {
  /** Starts a job. With `awaitReport`, `report` decides its status, otherwise the events of the upload. */
  start(instance: Instance, options?: { awaitReport?: boolean }): Job;
  running(instanceId: string): Job | undefined;
  report(job: Job, report: RunReport): void;
  /** The upload is complete, and the graph is being written. A type is partial because a step failed. */
  persisting(job: Job, partialTypes: readonly string[]): void;
  /** Whether a process of this server runs the job and will report. */
  isReported(job: Job): boolean;
  /** The end of the synchronization: `FINISHED`, `ABORTED` or an error; absent if there was none. */
  synchronized(job: Job, synchronization?: string): void;
}

export function createJobs(records: Records): Jobs {
  const awaited = new Set<string>();
  const reports = new Map<string, RunReport>();
  const ends = new Map<string, string | undefined>();
  const partial = new Set<string>();

  function concludeWhenOver(job: Job): void {
    if (isFinished(job) || !ends.has(job.id) || awaited.has(job.id)) return;
    const onTheWire = records.events
      .filter((event) => event.jobId === job.id)
      .map(({ name, description }) => ({ name, description }));
    // In an upload, a step that declares partial types looks like a failed one.
    const seen = { events: onTheWire, steps: partial.has(job.id) ? [{ status: 'failure' }] : [] };
    const outcome = { ...(reports.get(job.id) ?? seen), synchronization: ends.get(job.id) };
    Object.assign(job, jobHealthOf(outcome), { endDate: Math.max(records.now(), job.createDate) });
  }

  return {
    start(instance, { awaitReport = false } = {}) {
      const job: Job = {
        id: randomUUID(),
        integrationInstanceId: instance.id,
        integrationDefinitionId: instance.integrationDefinitionId,
        status: 'IN_PROGRESS',
        createDate: records.now(),
        errorsOccurred: false,
      };
      records.jobs.push(job);
      if (awaitReport) awaited.add(job.id);
      return job;
    },
    running: (instanceId) => records.jobs.find((job) => job.integrationInstanceId === instanceId && !isFinished(job)),
    report(job, report) {
      awaited.delete(job.id);
      reports.set(job.id, report);
      concludeWhenOver(job);
    },
    isReported: ({ id }) => awaited.has(id),
    persisting(job, partialTypes) {
      job.status = 'PERSISTING_DATA';
      if (partialTypes.length > 0) partial.add(job.id);
    },
    synchronized(job, synchronization) {
      ends.set(job.id, synchronization);
      concludeWhenOver(job);
    },
  };
}

export function addLostEvent(records: Records, job: Job, how: string): void {
  addEvent(
    records,
    job.id,
    'error_runner_lost',
    `The process that ran the integration ended without a result (${how}).`,
  );
}
