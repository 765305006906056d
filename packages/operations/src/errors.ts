import { type Job } from './job';
import { type Schedule } from './schedule';

/** One entry of a GraphQL answer's `errors`. */
export interface ReportedError {
  message: string;
  /** `extensions.code`. */
  code?: string;
  /** Where in the answer, such as `integrationJobs.jobs.0.status`. */
  path?: string;
}

/** `No such field (at integrationInstance.name)` */
export const inWords = ({ message, path }: ReportedError) => (path ? `${message} (at ${path})` : message);

/** JupiterOne answered with errors. Data that came with them is kept. */
export class GraphQLAnswerError extends Error {
  override name = 'GraphQLAnswerError';

  constructor(
    readonly errors: ReportedError[],
    /** The part of the answer that is there; nothing where every root field is null. */
    readonly data?: unknown,
  ) {
    super(errors.map(inWords).join('; '));
  }
}

/** An answer that is not what the schema promises. */
export class UnexpectedAnswerError extends Error {
  override name = 'UnexpectedAnswerError';
}

export class NotFoundError extends Error {
  override name = 'NotFoundError';

  constructor(
    /** `instance`, `job`, `definition`. */
    readonly noun: string,
    readonly id: string,
  ) {
    super(`There is no ${noun} ${id} in this account`);
  }
}

/** A job of the instance is running, so no other was started. */
export class AlreadyExecutingError extends Error {
  override name = 'AlreadyExecutingError';

  constructor(
    readonly instanceId: string,
    /** The running job: an earlier one of ours, or somebody else's. */
    readonly job?: Job,
  ) {
    super(`Instance ${instanceId} is already executing${job ? ` job ${job.id}` : ''}`);
  }
}

/** JupiterOne took the trigger and started nothing. */
export class NotInvokedError extends Error {
  override name = 'NotInvokedError';
}

/** The answer to a change was lost: JupiterOne may have made it. It is not sent again. */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';

  constructor(
    /** What happened to the answer. */
    readonly reason: string,
  ) {
    super(
      `Whether JupiterOne made the change is not known: the answer was lost (${reason}). ` +
        'It was not sent again; look at what is there before you send it again',
    );
  }
}

/** The answer to a trigger was lost, and no job shows that it was acted on. It is not fired again. */
export class InvocationUnknownError extends Error {
  override name = 'InvocationUnknownError';

  constructor(
    readonly instanceId: string,
    /** What happened to the answer. */
    readonly reason: string,
  ) {
    super(
      `Whether instance ${instanceId} was triggered is not known: the answer was lost, and no new job was seen (${reason}). ` +
        `It was not fired again; look with "jobs list ${instanceId}" before you do`,
    );
  }
}

/** JupiterOne stored another schedule than it was sent. */
export class ScheduleNotStoredError extends Error {
  override name = 'ScheduleNotStoredError';

  constructor(
    readonly sent: Schedule,
    readonly stored: Schedule,
  ) {
    super(`JupiterOne stored another schedule: ${JSON.stringify(stored)} instead of ${JSON.stringify(sent)}`);
  }
}

/** A configuration holds a mask where a secret was: writing it would destroy the secret. */
export class MaskedValueError extends Error {
  override name = 'MaskedValueError';

  constructor(
    /** Such as `config.apiKey`. */
    readonly field: string,
  ) {
    super(
      `${field} is a mask, as JupiterOne shows a secret; writing it would overwrite the secret. Leave the field out`,
    );
  }
}

/** The job did not end in time. It goes on in JupiterOne. */
export class WaitTimeoutError extends Error {
  override name = 'WaitTimeoutError';

  constructor(
    readonly jobId: string,
    readonly seconds: number,
    /** As it was last seen; nothing where JupiterOne told nothing of it in time. */
    readonly job?: Job,
    /** Whether the rate limit held the questions back. */
    readonly heldBack = false,
  ) {
    super(
      heldBack
        ? `The rate limit kept job ${jobId} from being looked at, and ${seconds} s are over; it goes on in JupiterOne`
        : job
          ? `Job ${jobId} is still ${job.status} after ${seconds} s; it goes on in JupiterOne`
          : `JupiterOne told nothing of job ${jobId} in ${seconds} s`,
    );
  }
}

/** A setting that cannot be used: which one, and what is allowed. It never holds the value of a key. */
export class SettingError extends Error {
  override name = 'SettingError';
}

/** A name that several instances have. */
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

/** The job is over, or JupiterOne has nothing of it that can be ended. */
export class NotCancelledError extends Error {
  override name = 'NotCancelledError';
}

/** An ingestion source that cannot be switched. */
export class UnknownSourceError extends Error {
  override name = 'UnknownSourceError';

  constructor(
    readonly source: string,
    what: string,
  ) {
    super(`The ingestion source "${source}" ${what}`);
  }
}
