export { type AuditEvent, type AuditEvents } from './audit-events';
export { checkConfig, ConfigError } from './config-check';
export { createOperations, type Operations } from './client';
export { type ConfigField, type Definition, type Definitions, type DefinitionSummary } from './definitions';
export {
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
  type ReportedError,
} from './errors';
export { type GraphQLOptions } from './graphql';
export { type Instance, type InstanceSummary, type InstanceWithJobs } from './instance-documents';
export { type InstanceListOptions, type Instances, type InstanceUpdate, type NewInstance } from './instances';
export { type IngestionSource } from './ingestion-sources';
export { type Invocation } from './invoke';
export { type Job, type JobEvent } from './job';
export { type JobListOptions } from './job-list';
export { HEALTH_PROBLEMS, healthOf, type HealthProblem, type HealthProblemKind, type InstanceHealth } from './health';
export { type HealthCheckOptions } from './health-check';
export {
  explainStatus,
  flawOf,
  isFinished,
  JOB_STATUS_MEANINGS,
  jobHealthOf,
  type JobFlaw,
  type JobHealth,
  type JobStatus,
  type KnownJobStatus,
  type RunOutcome,
} from './job-health';
export { type Jobs } from './jobs';
export { type ListOptions } from './list';
export { missedRuns, nextRun, nextWindow, slotOf, type RunWindow } from './next-run';
export {
  changeSchedule,
  checkChange,
  POLLING_INTERVALS,
  ScheduleError,
  type CronExpression,
  type PollingInterval,
  type Schedule,
  type ScheduleChange,
} from './schedule';
export { connectionOf, REGION_URLS, settingsFrom, type Connection, type ConnectionSettings } from './settings';
export { CollectedError } from './upload/collected';
export { SOURCES, type Source } from './upload/synchronization';
export { NothingCollectedError, type Upload, type UploadOptions } from './upload/upload';
export { type WaitOptions } from './wait';
export { HttpError } from '@j1-integrations/provider-http';
