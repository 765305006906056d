import { randomUUID } from 'node:crypto';
import { isFinished, jobHealthOf, type RunOutcome } from '@j1-integrations/operations/job-health';
import { addEvent, type Instance, type Job, type Records } from './records';

/** What a run that this server started reports when it is over. What comes in over the wire only has no report. */
export type RunReport = Omit<RunOutcome, 'synchronization'>;

export interface Jobs {
  /** A new job. With `awaitReport` its status waits for `report`, else the events on the wire decide. */
  start(instance: Instance, options?: { awaitReport?: boolean }): Job;
  running(instanceId: string): Job | undefined;
  report(job: Job, report: RunReport): void;
  /** Everything is uploaded, and the graph is being written. What is partial is so because a step failed. */
  persisting(job: Job, partialTypes: readonly string[]): void;
  /** Whether a process of this server runs it, and will report. */
  isReported(job: Job): boolean;
  /** How the synchronization ended: `FINISHED`, `ABORTED`, or an error; or nothing, when there never was one. */
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
    // A step that is declared to be partial looks the same on the wire as one that failed.
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

/** The event of a job whose process ended without saying how. */
export function addLostEvent(records: Records, job: Job, how: string): void {
  addEvent(
    records,
    job.id,
    'error_runner_lost',
    `The process that ran the integration ended without a result (${how}).`,
  );
}
