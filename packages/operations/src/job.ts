import { z } from 'zod';
import { type JobStatus } from './job-health';
import { long, maybe } from './shapes';

export const jobShape = z.object({
  id: z.string(),
  status: z
    .string()
    .nullish()
    .transform((status): JobStatus => status ?? 'UNKNOWN'),
  integrationInstanceId: z.string(),
  /** Milliseconds since 1970, as all dates here. */
  createDate: long,
  endDate: maybe(long),
  errorsOccurred: z.boolean(),
  hasSkippedSteps: maybe(z.boolean()),
});

export const eventShape = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  createDate: long,
});

export type Job = z.infer<typeof jobShape>;
export type JobEvent = z.infer<typeof eventShape>;

export const JOB_FIELDS = 'id status integrationInstanceId createDate endDate errorsOccurred hasSkippedSteps';
export const EVENT_FIELDS = 'id name description createDate';
