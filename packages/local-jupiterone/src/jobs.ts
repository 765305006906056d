import { randomUUID } from 'node:crypto';
import { isFinished, jobHealthOf, type RunOutcome } from '@j1-integrations/operations/job-health';
import { addEvent, type Instance, type Job, type Records } from './records';

/** A run that this server started has a report. An upload from outside has none. */
export type RunReport = Omit<RunOutcome, 'synchronization'>;

export interface Jobs {
  /** `awaitReport`: the report decides the status of the job. Otherwise, the events of the upload decide. */
  start(instance: Instance, options?: { awaitReport?: boolean }): Job;
  running(instanceId: string): Job | undefined;
  report(job: Job, report: RunReport): void;
  /** @param partialTypes the types of failed steps */
  persisting(job: Job, partialTypes: readonly string[]): void;
  willReport(job: Job): boolean;
  /** @param synchronization its last status; absent if there was no synchronization */
  synchronized(job: Job, synchronization?: string): void;
}

export function createJobs(records: Records): Jobs {
  const awaitedReports = new Set<string>();
  const reports = new Map<string, RunReport>();
  const ends = new Map<string, string | undefined>();
  const jobsWithPartialTypes = new Set<string>();

  function finishIfComplete(job: Job): void {
    if (isFinished(job) || !ends.has(job.id) || awaitedReports.has(job.id)) return;
    const uploadedEvents = records.events
      .filter((event) => event.jobId === job.id)
      .map(({ name, description }) => ({ name, description }));
    // An upload from outside tells of failed steps only by partial types.
    const steps = jobsWithPartialTypes.has(job.id) ? [{ status: 'failure' }] : [];
    const seen = { events: uploadedEvents, steps };
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
      if (awaitReport) awaitedReports.add(job.id);
      return job;
    },
    running: (instanceId) => records.jobs.find((job) => job.integrationInstanceId === instanceId && !isFinished(job)),
    report(job, report) {
      awaitedReports.delete(job.id);
      reports.set(job.id, report);
      finishIfComplete(job);
    },
    willReport: ({ id }) => awaitedReports.has(id),
    persisting(job, partialTypes) {
      job.status = 'PERSISTING_DATA';
      if (partialTypes.length > 0) jobsWithPartialTypes.add(job.id);
    },
    synchronized(job, synchronization) {
      ends.set(job.id, synchronization);
      finishIfComplete(job);
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
