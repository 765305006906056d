import { plainText } from '@j1-integrations/provider-http';
import { type Job } from '../job';
import { type WaitOptions } from '../wait';
import { type Session } from './session';

type Progress = Parameters<NonNullable<WaitOptions['onProgress']>>[0];

/** JupiterOne may answer a trigger before the job can be read. */
export const NEW_JOB_GRACE_SECONDS = 30;

export async function watch(
  { jupiterone, out, awaitedJobs }: Session,
  instanceId: string,
  jobId: string,
  options: Pick<WaitOptions, 'timeoutSeconds' | 'graceSeconds'>,
): Promise<Job> {
  const name = plainText(`job ${jobId} of instance ${instanceId}`);
  awaitedJobs.add(name);
  try {
    return await jupiterone.jobs.wait(instanceId, jobId, {
      ...options,
      onProgress(progress) {
        out.note(`${timeOf(progress).toISOString().slice(11, 19)} ${instanceId} ${progressText(progress)}`);
      },
    });
  } finally {
    awaitedJobs.delete(name);
  }
}

const timeOf = (progress: Progress) => ('event' in progress ? new Date(progress.event.createDate) : new Date());

function progressText(progress: Progress): string {
  if ('event' in progress) return `${progress.event.name}: ${progress.event.description}`;
  return 'job' in progress ? progress.job.status : `waiting continues after an error: ${progress.trouble.message}`;
}
