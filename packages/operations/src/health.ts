import { scheduleOf } from './instance-schedule';
import { type InstanceWithJobs } from './instance-documents';
import { type Job } from './job';
import { explainStatus, flawOf, isFinished } from './job-health';
import { missedRuns, nextWindow, type RunWindow } from './next-run';
import { POLLING_INTERVAL_MINUTES, type Schedule } from './schedule';

export const HEALTH_PROBLEMS = ['failed', 'errors', 'warnings', 'overdue', 'stuck', 'never-ran'] as const;
export type HealthProblemKind = (typeof HEALTH_PROBLEMS)[number];

export interface HealthProblem {
  kind: HealthProblemKind;
  reason: string;
}

export interface InstanceHealth {
  id: string;
  name: string;
  type: string;
  schedule: Schedule;
  problems: HealthProblem[];
  lastJob?: Job;
  /** Differs from `lastJob` while `lastJob` runs. */
  lastFinishedJob?: Job;
  ageSeconds?: number;
  /** The promised hour or day of the next run. Never in the past. */
  nextWindow?: RunWindow;
  /** The expected time of the next run when JupiterOne promises no window. Never in the past. */
  nextAbout?: Date;
}

/** One missed run is not enough: JupiterOne may only be late. */
const OVERDUE_RUNS = 2;

export function healthOf(
  instance: InstanceWithJobs,
  jobs: readonly Job[],
  now: Date,
  stuckSeconds: number,
): InstanceHealth {
  const { id, name, integrationDefinition, integrationDefinitionId } = instance;
  const schedule = scheduleOf(instance);
  const newestFirst = [...jobs].sort((a, b) => b.createDate - a.createDate);
  const lastJob = newestFirst.at(0);
  const lastFinishedJob = newestFirst.find(isFinished);
  const window = nextWindow(schedule, id, now);
  return {
    id,
    name,
    type: integrationDefinition?.type ?? integrationDefinitionId,
    schedule,
    problems: [
      ...flawsOf(lastFinishedJob),
      ...scheduleProblems(schedule, id, lastJob, now),
      ...stuckJobs(newestFirst, now, stuckSeconds),
    ],
    lastJob,
    lastFinishedJob,
    ageSeconds: lastJob && Math.max(0, Math.round((now.getTime() - lastJob.createDate) / 1000)),
    nextWindow: window,
    nextAbout: window || !lastJob ? undefined : intervalsAfter(lastJob, schedule, now),
  };
}

function flawsOf(job: Job | undefined): HealthProblem[] {
  const kind = job && flawOf(job);
  if (!kind) return [];
  return [{ kind, reason: `job ${job.id} ended ${job.status}: ${explainStatus(job.status)}` }];
}

function scheduleProblems(schedule: Schedule, id: string, last: Job | undefined, now: Date): HealthProblem[] {
  const { pollingInterval } = schedule;
  if (!last) {
    return pollingInterval === 'DISABLED'
      ? []
      : [{ kind: 'never-ran', reason: `no job yet, although it is scheduled ${pollingInterval}` }];
  }
  const missed = missedRuns(schedule, id, new Date(last.createDate), now);
  if (missed < OVERDUE_RUNS) return [];
  const began = new Date(last.createDate).toISOString();
  return [
    { kind: 'overdue', reason: `${missed} runs (${pollingInterval}) were due since the last job started at ${began}` },
  ];
}

function stuckJobs(jobs: readonly Job[], now: Date, stuckSeconds: number): HealthProblem[] {
  const stuck = jobs.find((job) => !isFinished(job) && now.getTime() - job.createDate > stuckSeconds * 1000);
  if (!stuck) return [];
  const { id, status, createDate } = stuck;
  const began = new Date(createDate).toISOString();
  return [{ kind: 'stuck', reason: `job ${id} is ${status} since ${began}, longer than ${stuckSeconds / 3600} h` }];
}

function intervalsAfter(last: Job, { pollingInterval }: Schedule, now: Date): Date | undefined {
  const minutes = POLLING_INTERVAL_MINUTES[pollingInterval];
  if (minutes === undefined) return undefined;
  const period = minutes * 60_000;
  const passed = Math.max(0, Math.floor((now.getTime() - last.createDate) / period));
  return new Date(last.createDate + (passed + 1) * period);
}
