import { plainText } from '@j1-integrations/provider-http';
import { type Job } from '../job';
import { type WaitOptions } from '../wait';
import { type Session } from './session';

type Progress = Parameters<NonNullable<WaitOptions['onProgress']>>[0];

/** Waits for a job, and says on standard error what happens meanwhile. */
export async function watch(
  { jupiterone, out, waitedFor }: Session,
  instanceId: string,
  jobId: string,
  options: Pick<WaitOptions, 'timeoutSeconds' | 'graceSeconds'>,
): Promise<Job> {
  const name = plainText(`job ${jobId} of instance ${instanceId}`);
  waitedFor.add(name);
  try {
    return await jupiterone.jobs.wait(instanceId, jobId, {
      ...options,
      onProgress(progress) {
        out.note(`${momentOf(progress).toISOString().slice(11, 19)} ${instanceId} ${wordsOf(progress)}`);
      },
    });
  } finally {
    waitedFor.delete(name);
  }
}

/** An event has a time of its own; it may be told long after. */
const momentOf = (progress: Progress) => ('event' in progress ? new Date(progress.event.createDate) : new Date());

function wordsOf(progress: Progress): string {
  if ('event' in progress) return `${progress.event.name}: ${progress.event.description}`;
  return 'job' in progress ? progress.job.status : `still waiting, although: ${progress.trouble.message}`;
}
