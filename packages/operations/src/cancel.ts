import { HttpError } from '@j1-integrations/provider-http';
import { NotCancelledError } from './errors';
import { isFinished } from './job-health';
import { type Job } from './job';
import { type Jobs } from './jobs';
import { type Synchronization } from './upload/synchronization';

const ABORT_MS = 60_000;

/** JupiterOne gives a job and its upload the same id. Aborting the upload ends the job. */
export async function cancelJob(
  jobs: Pick<Jobs, 'get'>,
  synchronization: Synchronization,
  instanceId: string,
  jobId: string,
): Promise<Job> {
  const job = await jobs.get(instanceId, jobId);
  if (isFinished(job)) throw new NotCancelledError(`Job ${jobId} is over: ${job.status}`);
  try {
    await synchronization.abort(jobId, 'The user cancelled the job', AbortSignal.timeout(ABORT_MS));
  } catch (error) {
    if (!(error instanceof HttpError) || ![400, 404, 405, 409].includes(error.status ?? 0)) throw error;
    throw new NotCancelledError(`JupiterOne cannot end job ${jobId}: ${error.message}`);
  }
  return jobs.get(instanceId, jobId);
}
