/** The known job statuses. JupiterOne adds new ones over time. */
export const JOB_STATUS_MEANINGS = {
  IN_PROGRESS: 'The job is collecting data from the provider and processing it.',
  PERSISTING_DATA: 'The job has uploaded everything; JupiterOne is writing it to the graph.',
  COMPLETED: 'The job collected and processed everything without a known error.',
  COMPLETED_WITH_WARNINGS:
    'The job finished, but data is missing: a limit was reached, or the provider refused permission.',
  COMPLETED_WITH_ERRORS:
    'The job finished with errors. The collected data is in JupiterOne; data that could not be collected is kept.',
  FAILED: 'The job could not collect or process the data. Nothing changed in JupiterOne.',
} as const;

export type KnownJobStatus = keyof typeof JOB_STATUS_MEANINGS;
export type JobStatus = KnownJobStatus | (string & {});

const UNFINISHED: readonly string[] = ['IN_PROGRESS', 'PERSISTING_DATA'] satisfies KnownJobStatus[];

export function explainStatus(status: JobStatus): string {
  return status in JOB_STATUS_MEANINGS
    ? JOB_STATUS_MEANINGS[status as KnownJobStatus]
    : `This version does not know the status "${status}".`;
}

/** For an unknown status, the end date decides. */
export function isFinished(job: { status: JobStatus; endDate?: number }): boolean {
  if (UNFINISHED.includes(job.status)) return false;
  return job.status in JOB_STATUS_MEANINGS || job.endDate !== undefined;
}

/** The problem of a finished job, as `--fail-on` names it. */
export type JobFlaw = 'failed' | 'errors' | 'warnings';

export function flawOf(job: { status: JobStatus; endDate?: number; errorsOccurred: boolean }): JobFlaw | undefined {
  if (job.status === 'FAILED') return 'failed';
  if (job.errorsOccurred || job.status === 'COMPLETED_WITH_ERRORS') return 'errors';
  if (job.status === 'COMPLETED_WITH_WARNINGS') return 'warnings';
  // An unknown end does not count as success.
  return job.status === 'COMPLETED' || !isFinished(job) ? undefined : 'errors';
}

export interface RunOutcome {
  /** The run threw (invalid configuration, fatal step error), or its process was lost. */
  threw?: boolean;
  /** The state of the synchronization job, if there was one: `ABORTED` and `ERROR_…` are failures. */
  synchronization?: string;
  /** As in the SDK's `summary.json`; absent when only the synchronization API was seen. */
  steps?: { status: string; disabledReason?: string }[];
  /**
   * The job's events. In `run.json` they have a level and a code; of a skipped step, the code is the reason. The
   * synchronization API sends only names and descriptions.
   */
  events: { name: string; level?: string; code?: string; description?: string }[];
  collected?: number;
}

export interface JobHealth {
  status: Exclude<KnownJobStatus, 'IN_PROGRESS' | 'PERSISTING_DATA'>;
  errorsOccurred: boolean;
  hasSkippedSteps: boolean;
}

/**
 * Maps an SDK run to a job status. The first rule that holds decides:
 *
 * 1. the run threw, or its synchronization was aborted or failed: `FAILED`
 * 2. every enabled step failed, and nothing was collected: `FAILED`
 * 3. a step failed, itself or through a dependency, or an error event was published: `COMPLETED_WITH_ERRORS`
 * 4. a warning was published, or a permission or the provider's API version disabled a step: `COMPLETED_WITH_WARNINGS`
 * 5. otherwise `COMPLETED`. A step that a user switched off only sets `hasSkippedSteps`.
 */
export function jobHealthOf(run: RunOutcome): JobHealth {
  const steps = run.steps ?? [];
  const disabled = steps.filter((step) => step.status === 'disabled');
  const enabled = steps.filter((step) => step.status !== 'disabled');
  const hasSkippedSteps = disabled.length > 0 || run.events.some((event) => event.name === 'step_skip');
  const failed = run.threw || /^(ABORTED|ERROR)/.test(run.synchronization ?? '');
  const nothingWorked =
    enabled.length > 0 && run.collected === 0 && enabled.every((step) => BROKEN_STEP.includes(step.status));

  if (failed || nothingWorked) return { status: 'FAILED', errorsOccurred: true, hasSkippedSteps };
  if (enabled.some((step) => BROKEN_STEP.includes(step.status)) || run.events.some(isError)) {
    return { status: 'COMPLETED_WITH_ERRORS', errorsOccurred: true, hasSkippedSteps };
  }
  if (run.events.some(isWarning) || disabled.some((step) => FORCED_OFF.includes(step.disabledReason ?? ''))) {
    return { status: 'COMPLETED_WITH_WARNINGS', errorsOccurred: false, hasSkippedSteps };
  }
  return { status: 'COMPLETED', errorsOccurred: false, hasSkippedSteps };
}

const BROKEN_STEP = ['failure', 'partial_success_due_to_dependency_failure', 'pending_evaluation'];
const FORCED_OFF = ['permission', 'api_version'];
/**
 * The synchronization API carries no code for `step_skip`, so the SDK's own description is the only trace of the
 * reason.
 */
const FORCED_OFF_WORDS = /required permission was not provided|limitation in the third party API version/;

type Event = RunOutcome['events'][number];

const isError = ({ level, name }: Event) =>
  level ? level === 'error' : /error/i.test(name) || name === 'step_failure' || name === 'validation_failure';

const isWarning = ({ level, name, code, description }: Event) =>
  level === 'warn' ||
  (!level && name.startsWith('warn_')) ||
  (name === 'step_skip' && (code ? FORCED_OFF.includes(code) : FORCED_OFF_WORDS.test(description ?? '')));
