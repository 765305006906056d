import { AlreadyExecutingError, MaskedValueError, SettingError, WaitTimeoutError } from '../errors';
import { type Job } from '../job';
import { isFinished } from '../job-health';
import { ScheduleError } from '../schedule';

/** What the command ends with. The README's table says the same. */
export const EXIT = {
  ok: 0,
  /** A job ended FAILED. */
  failed: 1,
  /** A command line, a setting or a file that cannot be used. Nothing was changed. */
  usage: 2,
  /** A job ended COMPLETED_WITH_ERRORS, in a way that is not known, or with warnings where those count (`--fail-on warnings`). */
  flawed: 3,
  /** JupiterOne could not be reached, refused, or answered with errors. */
  api: 4,
  /** The job did not end in time. It goes on. */
  timeout: 5,
  /** A job of the instance is running already. */
  running: 6,
  /** Ctrl-C, as a shell counts it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From which end of a job on the command fails. */
export type FailOn = 'warnings' | 'errors';

/** A mistake in the command line that its parser cannot see. */
export class UsageError extends Error {}

const USAGE_ERRORS = [UsageError, SettingError, ScheduleError, MaskedValueError];

export function exitCodeOfError(error: unknown): ExitCode {
  if (USAGE_ERRORS.some((kind) => error instanceof kind)) return EXIT.usage;
  if (error instanceof AlreadyExecutingError) return EXIT.running;
  return error instanceof WaitTimeoutError ? EXIT.timeout : EXIT.api;
}

export function exitCodeOfJob(job: Job, failOn: FailOn): ExitCode {
  const { status, errorsOccurred } = job;
  if (status === 'FAILED') return EXIT.failed;
  if (errorsOccurred || status === 'COMPLETED_WITH_ERRORS') return EXIT.flawed;
  if (status === 'COMPLETED_WITH_WARNINGS') return failOn === 'warnings' ? EXIT.flawed : EXIT.ok;
  // An end that is not known here is not called a success.
  return status === 'COMPLETED' || !isFinished(job) ? EXIT.ok : EXIT.flawed;
}

const GRAVEST_FIRST: ExitCode[] = [EXIT.failed, EXIT.api, EXIT.timeout, EXIT.running, EXIT.flawed, EXIT.usage];

/** Of several, the one that matters most. */
export const gravest = (codes: ExitCode[]): ExitCode => GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT.ok;
