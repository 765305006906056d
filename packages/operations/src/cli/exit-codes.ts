import { EXIT, type ExitCode } from '@j1-integrations/terminal';
import { HttpError } from '@j1-integrations/provider-http';
import {
  AlreadyExecutingError,
  AmbiguousNameError,
  GraphQLAnswerError,
  InvocationUnknownError,
  MaskedValueError,
  NotCancelledError,
  NotFoundError,
  NotInvokedError,
  OutcomeUnknownError,
  ScheduleNotStoredError,
  SettingError,
  UnexpectedAnswerError,
  UnknownSourceError,
  WaitTimeoutError,
} from '../errors';
import { ConfigError } from '../config-check';
import { type Job } from '../job';
import { flawOf } from '../job-health';
import { CollectedError } from '../upload/collected';
import { NothingCollectedError } from '../upload/upload';
import { DiskError } from './files';
import { ScheduleError } from '../schedule';

/** The least serious end of a job that makes the command fail. */
export type FailOn = 'warnings' | 'errors';

export class UsageError extends Error {}

export class InputError extends Error {}

type ErrorClass = abstract new (...args: never[]) => Error;

const CODES: readonly [ExitCode, readonly ErrorClass[]][] = [
  [EXIT.usage, [UsageError, ScheduleError, UnknownSourceError]],
  [EXIT.input, [InputError, MaskedValueError, NotFoundError, AmbiguousNameError, CollectedError, ConfigError]],
  [EXIT.bad, [NothingCollectedError]],
  [EXIT.config, [SettingError]],
  [EXIT.disk, [DiskError]],
  [EXIT.temporary, [AlreadyExecutingError, WaitTimeoutError]],
  [EXIT.refused, [NotInvokedError, NotCancelledError]],
  [EXIT.unavailable, [UnexpectedAnswerError, OutcomeUnknownError, InvocationUnknownError, ScheduleNotStoredError]],
];

/** An error without an entry here is a defect. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof HttpError) return [401, 402, 403].includes(error.status ?? 0) ? EXIT.refused : EXIT.unavailable;
  if (error instanceof GraphQLAnswerError) return exitCodeOfAnswer(error);
  return CODES.find(([, kinds]) => kinds.some((kind) => error instanceof kind))?.[0] ?? EXIT.defect;
}

function exitCodeOfAnswer({ errors }: GraphQLAnswerError): ExitCode {
  const hasCode = (pattern: RegExp) => errors.some(({ code }) => pattern.test(code ?? ''));
  if (hasCode(/FORBIDDEN|UNAUTH/)) return EXIT.refused;
  if (hasCode(/ALREADY_EXECUTING/)) return EXIT.temporary;
  return hasCode(/INPUT|NOT_?FOUND|VALIDATION|PARSE/) ? EXIT.input : EXIT.unavailable;
}

export function exitCodeOfJob(job: Job, failOn: FailOn): ExitCode {
  const flaw = flawOf(job);
  if (flaw === undefined || (flaw === 'warnings' && failOn !== 'warnings')) return EXIT.ok;
  return flaw === 'failed' ? EXIT.bad : EXIT.flawed;
}

const WORST_FIRST: readonly ExitCode[] = [
  EXIT.defect,
  EXIT.bad,
  EXIT.refused,
  EXIT.unavailable,
  EXIT.config,
  EXIT.disk,
  EXIT.input,
  EXIT.usage,
  EXIT.temporary,
  EXIT.flawed,
];

export const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.ok;
