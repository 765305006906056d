import { type Job } from './job';
import { type Schedule } from './schedule';

export interface ReportedError {
  message: string;
  code?: string;
  /** In the answer, such as `integrationJobs.jobs.0.status`. */
  path?: string;
}

export const messageOf = ({ message, path }: ReportedError) => (path ? `${message} (at ${path})` : message);

export class GraphQLAnswerError extends Error {
  override name = 'GraphQLAnswerError';

  constructor(
    readonly errors: ReportedError[],
    /** The partial data; absent when every root field is null. */
    readonly data?: unknown,
  ) {
    super(errors.map(messageOf).join('; '));
  }
}

export class UnexpectedAnswerError extends Error {
  override name = 'UnexpectedAnswerError';
}

export class NotFoundError extends Error {
  override name = 'NotFoundError';

  constructor(
    readonly noun: string,
    readonly id: string,
  ) {
    super(`There is no ${noun} ${id} in this account`);
  }
}

export class AlreadyExecutingError extends Error {
  override name = 'AlreadyExecutingError';

  constructor(
    readonly instanceId: string,
    /** The running job; someone else may have started it. */
    readonly job?: Job,
  ) {
    super(`Instance ${instanceId} is already executing${job ? ` job ${job.id}` : ''}`);
  }
}

/** JupiterOne accepted the trigger but started no job. */
export class NotInvokedError extends Error {
  override name = 'NotInvokedError';
}

export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';

  constructor(readonly reason: string) {
    super(
      `JupiterOne may have made the change: its answer was lost (${reason}). ` +
        'The change was not sent again. Check the instance before you repeat it',
    );
  }
}

export class InvocationUnknownError extends Error {
  override name = 'InvocationUnknownError';

  constructor(
    readonly instanceId: string,
    readonly reason: string,
  ) {
    super(
      `Instance ${instanceId} may have been triggered: the answer was lost, and no new job appeared (${reason}). ` +
        `The trigger was not sent again. Check with "jobs list ${instanceId}" before you repeat it`,
    );
  }
}

export class ScheduleNotStoredError extends Error {
  override name = 'ScheduleNotStoredError';

  constructor(
    readonly sent: Schedule,
    readonly stored: Schedule,
  ) {
    super(`JupiterOne stored another schedule: ${JSON.stringify(stored)} instead of ${JSON.stringify(sent)}`);
  }
}

export class MaskedValueError extends Error {
  override name = 'MaskedValueError';

  constructor(readonly field: string) {
    super(
      `${field} is a mask that JupiterOne shows in place of a secret. Writing it would overwrite the secret: leave the field out`,
    );
  }
}

export class WaitTimeoutError extends Error {
  override name = 'WaitTimeoutError';

  constructor(
    readonly jobId: string,
    readonly seconds: number,
    /** The last known state; absent when JupiterOne never showed the job. */
    readonly job?: Job,
    readonly isRateLimited = false,
  ) {
    super(
      isRateLimited
        ? `The rate limit delayed the requests for job ${jobId} until the ${seconds} s were over; the job continues in JupiterOne`
        : job
          ? `Job ${jobId} is still ${job.status} after ${seconds} s; it continues in JupiterOne`
          : `JupiterOne did not show job ${jobId} within ${seconds} s`,
    );
  }
}

/** A setting is missing or wrong. The message names the allowed values and never holds a key. */
export class SettingError extends Error {
  override name = 'SettingError';
}

export class AmbiguousNameError extends Error {
  override name = 'AmbiguousNameError';

  constructor(
    readonly ambiguous: string,
    readonly candidates: readonly { id: string; name: string }[],
  ) {
    super(
      `Several instances have the name "${ambiguous}": ${candidates.map(({ id }) => id).join(', ')}. Give one of these ids`,
    );
  }
}

export class NotCancelledError extends Error {
  override name = 'NotCancelledError';
}

export class UnknownSourceError extends Error {
  override name = 'UnknownSourceError';

  constructor(
    readonly source: string,
    problem: string,
  ) {
    super(`The ingestion source "${source}" ${problem}`);
  }
}
