/** JupiterOne adds statuses over time. */
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

export type JobFlaw = 'failed' | 'errors' | 'warnings';

export function flawOf(job: { status: JobStatus; endDate?: number; errorsOccurred: boolean }): JobFlaw | undefined {
  if (job.status === 'FAILED') return 'failed';
  if (job.errorsOccurred || job.status === 'COMPLETED_WITH_ERRORS') return 'errors';
  if (job.status === 'COMPLETED_WITH_WARNINGS') return 'warnings';
  // An unknown status at the end does not count as success.
  return job.status === 'COMPLETED' || !isFinished(job) ? undefined : 'errors';
}

export interface RunOutcome {
  /** The run threw (invalid configuration, fatal step error), or its process was lost. */
  threw?: boolean;
  /** The status of the synchronization job: `ABORTED` and `ERROR_…` are failures. */
  synchronization?: string;
  /** As in the SDK's `summary.json`. The synchronization API does not send them. */
  steps?: { status: string; disabledReason?: string }[];
  /** `run.json` has levels and codes. The synchronization API sends only names and descriptions. */
  events: { name: string; level?: string; code?: string; description?: string }[];
  collected?: number;
}

export interface JobHealth {
  status: Exclude<KnownJobStatus, 'IN_PROGRESS' | 'PERSISTING_DATA'>;
  errorsOccurred: boolean;
  hasSkippedSteps: boolean;
}

/**
 * Gives the job status of an SDK run. The first rule that applies decides:
 *
 * 1. the run threw, or its synchronization was aborted or failed: `FAILED`
 * 2. every enabled step failed, and nothing was collected: `FAILED`
 * 3. a step failed, or depends on a failed step, or there is an error event: `COMPLETED_WITH_ERRORS`
 * 4. there is a warning event, or a step is off because of a permission or the API version: `COMPLETED_WITH_WARNINGS`
 * 5. otherwise `COMPLETED`, also when a user switched a step off
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
  if (run.events.some(isWarning) || disabled.some((step) => OFF_BY_PROVIDER.includes(step.disabledReason ?? ''))) {
    return { status: 'COMPLETED_WITH_WARNINGS', errorsOccurred: false, hasSkippedSteps };
  }
  return { status: 'COMPLETED', errorsOccurred: false, hasSkippedSteps };
}

const BROKEN_STEP = ['failure', 'partial_success_due_to_dependency_failure', 'pending_evaluation'];
const OFF_BY_PROVIDER = ['permission', 'api_version'];
/** In the synchronization API, `step_skip` has no code. Only the SDK's description tells the reason. */
const OFF_BY_PROVIDER_TEXT = /required permission was not provided|limitation in the third party API version/;

type Event = RunOutcome['events'][number];

const isError = ({ level, name }: Event) =>
  level ? level === 'error' : /error/i.test(name) || name === 'step_failure' || name === 'validation_failure';

const isWarning = ({ level, name, code, description }: Event) =>
  level === 'warn' ||
  (!level && name.startsWith('warn_')) ||
  (name === 'step_skip' && (code ? OFF_BY_PROVIDER.includes(code) : OFF_BY_PROVIDER_TEXT.test(description ?? '')));
