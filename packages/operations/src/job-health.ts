/** The job statuses that are known today, each in words. JupiterOne adds to them: an unknown one is kept as it came. */
export const JOB_STATUS_MEANINGS = {
  IN_PROGRESS: 'The job is collecting data from the provider and processing it.',
  PERSISTING_DATA: 'The job has handed over everything it collected; JupiterOne is writing it to the graph.',
  COMPLETED: 'The job collected and processed everything, without a known error.',
  COMPLETED_WITH_WARNINGS:
    'The job went through, but data is missing: an ingestion limit was met, or the provider did not permit something.',
  COMPLETED_WITH_ERRORS:
    'The job went through with unexpected errors. What it did collect is in JupiterOne; nothing is deleted of what it could not collect.',
  FAILED: 'The job could not collect or process the data. Nothing was changed in JupiterOne.',
} as const;

export type KnownJobStatus = keyof typeof JOB_STATUS_MEANINGS;
/** A known status, or one that JupiterOne has added since. */
export type JobStatus = KnownJobStatus | (string & {});

const UNFINISHED: readonly string[] = ['IN_PROGRESS', 'PERSISTING_DATA'] satisfies KnownJobStatus[];

/** What the status says, in words; also of a status that is not known here. */
export function explainStatus(status: JobStatus): string {
  return status in JOB_STATUS_MEANINGS
    ? JOB_STATUS_MEANINGS[status as KnownJobStatus]
    : `"${status}" is not a status that this version knows.`;
}

/** Whether the job is over. Of an unknown status only the end date tells. */
export function isFinished(job: { status: JobStatus; endDate?: number }): boolean {
  if (UNFINISHED.includes(job.status)) return false;
  return job.status in JOB_STATUS_MEANINGS || job.endDate !== undefined;
}

/** What was not right with a job that is over: a key of what `--fail-on` names. */
export type JobFlaw = 'failed' | 'errors' | 'warnings';

export function flawOf(job: { status: JobStatus; endDate?: number; errorsOccurred: boolean }): JobFlaw | undefined {
  if (job.status === 'FAILED') return 'failed';
  if (job.errorsOccurred || job.status === 'COMPLETED_WITH_ERRORS') return 'errors';
  if (job.status === 'COMPLETED_WITH_WARNINGS') return 'warnings';
  // An end that is not known here is not called a success.
  return job.status === 'COMPLETED' || !isFinished(job) ? undefined : 'errors';
}

/** What is known of one run of an SDK integration when it is over. */
export interface RunOutcome {
  /** The run threw (an invalid configuration, a fatal step error), or the process that ran it was lost. */
  threw?: boolean;
  /** The state of the synchronization job, when there was one: `ABORTED` and `ERROR_…` are failures. */
  synchronization?: string;
  /** As in the SDK's `summary.json`; none when only the wire was seen. */
  steps?: { status: string; disabledReason?: string }[];
  /**
   * The job's events. Those of `run.json` have a code: of a skipped step, the reason. The synchronization API carries
   * neither code nor level: without a level the name tells.
   */
  events: { name: string; level?: string; code?: string; description?: string }[];
  /** How many entities and relationships were collected, where that is known. */
  collected?: number;
}

/** How a finished job is to be shown. */
export interface JobHealth {
  status: Exclude<KnownJobStatus, 'IN_PROGRESS' | 'PERSISTING_DATA'>;
  errorsOccurred: boolean;
  hasSkippedSteps: boolean;
}

/**
 * From an SDK run to a job's status. The first that holds:
 *
 * 1. the run threw, or its synchronization was aborted or broke: `FAILED`
 * 2. every step that was on failed, and nothing was collected: `FAILED`
 * 3. a step failed (itself or through a dependency), or an error event was published: `COMPLETED_WITH_ERRORS`
 * 4. a warning was published, or a step was off for want of a permission or because of the provider's API version:
 *    `COMPLETED_WITH_WARNINGS`
 * 5. otherwise `COMPLETED`. Steps that were switched off by choice only set `hasSkippedSteps`.
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
/** What the SDK writes into the description of `step_skip` for these two reasons. On the wire there is nothing else. */
const FORCED_OFF_WORDS = /required permission was not provided|limitation in the third party API version/;

type Event = RunOutcome['events'][number];

const isError = ({ level, name }: Event) =>
  level ? level === 'error' : /error/i.test(name) || name === 'step_failure' || name === 'validation_failure';

const isWarning = ({ level, name, code, description }: Event) =>
  level === 'warn' ||
  (!level && name.startsWith('warn_')) ||
  (name === 'step_skip' && (code ? FORCED_OFF.includes(code) : FORCED_OFF_WORDS.test(description ?? '')));
