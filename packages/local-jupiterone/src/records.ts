import { randomUUID } from 'node:crypto';
import { type JobStatus } from '@j1-integrations/operations/job-health';

export interface ConfigField {
  key: string;
  displayName: string;
  description: string;
  type?: string;
  mask?: boolean;
  optional?: boolean;
}

export interface IngestionSource {
  id: string;
  title: string;
  description?: string;
  defaultsToDisabled?: boolean;
  cannotBeDisabled?: boolean;
}

export interface Definition {
  id: string;
  name: string;
  type: string;
  title: string;
  integrationType: string;
  integrationClass: string[];
  description?: string;
  configFields: ConfigField[];
  ingestionSourcesConfig: IngestionSource[];
  invocationPaused?: boolean;
}

export interface Instance {
  id: string;
  accountId: string;
  name: string;
  description?: string | null;
  integrationDefinitionId: string;
  pollingInterval: string;
  pollingIntervalCronExpression?: { hour?: number | null; dayOfWeek?: number | null } | null;
  /** Holds secrets, so answers use `masked`. */
  config: Record<string, unknown>;
  ingestionSourcesOverrides?: { ingestionSourceId: string; enabled: boolean }[];
  [other: string]: unknown;
}

export interface Job {
  id: string;
  integrationInstanceId: string;
  integrationDefinitionId?: string;
  status: JobStatus;
  /** Milliseconds since 1970, as all dates here. */
  createDate: number;
  endDate?: number;
  errorsOccurred: boolean;
  hasSkippedSteps?: boolean;
}

export interface JobEvent {
  id: string;
  jobId: string;
  name: string;
  description: string;
  createDate: number;
}

export interface AuditEvent {
  id: string;
  resourceType: string;
  resourceId: string;
  category: string;
  timestamp: number;
  performedByUserId: string;
  data: Record<string, unknown>;
}

/** All lists have the oldest item first. */
export interface Records {
  now: () => number;
  definitions: Definition[];
  instances: Instance[];
  jobs: Job[];
  events: JobEvent[];
  auditEvents: AuditEvent[];
}

export const createRecords = (definitions: Definition[], now: () => number): Records => ({
  now,
  definitions,
  instances: [],
  jobs: [],
  events: [],
  auditEvents: [],
});

export function addEvent(records: Records, jobId: string, name: string, description: string): JobEvent {
  const event = { id: randomUUID(), jobId, name, description, createDate: records.now() };
  records.events.push(event);
  return event;
}

/** Records the names of changed fields, but not their values, because a configuration holds secrets. */
export function addAuditEvent(
  records: Records,
  category: string,
  { id, name }: Instance,
  fields: readonly string[] = [],
): void {
  records.auditEvents.push({
    id: randomUUID(),
    resourceType: 'integration_instance',
    resourceId: id,
    category,
    timestamp: records.now(),
    performedByUserId: 'local-user',
    data: { name, fields },
  });
}

export function masked(instance: Instance, definition: Definition | undefined): Record<string, unknown> {
  const secret = new Set(definition?.configFields.filter((field) => field.mask).map((field) => field.key));
  return Object.fromEntries(
    Object.entries(instance.config).map(([key, value]) => [key, secret.has(key) ? '***masked***' : value]),
  );
}
