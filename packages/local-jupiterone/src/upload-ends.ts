import { type Jobs } from './jobs';
import { addEvent, type Records } from './records';
import { type Open } from './synchronization-calls';
import { type SynchronizationJob } from './uploads';

/** JupiterOne's own limit is not known. */
const LONGEST_SILENCE_MS = 24 * 3600 * 1000;

export interface UploadEnds {
  end: (job: SynchronizationJob) => void;
  /** Ends the open uploads of an instance before a new run. */
  supersede: (instanceId: string) => void;
  endSilent: () => void;
}

export function createUploadEnds(uploads: ReadonlyMap<string, Open>, records: Records, jobs: Jobs): UploadEnds {
  const jobOf = ({ integrationJobId }: SynchronizationJob) => records.jobs.find(({ id }) => id === integrationJobId);
  const isOpen = ({ job }: Open) => job.status === 'AWAITING_UPLOADS';

  function end(job: SynchronizationJob): void {
    const integrationJob = jobOf(job);
    if (integrationJob) jobs.synchronized(integrationJob, job.status);
  }

  function abortUpload({ job }: Open, name: string, description: string): void {
    if (job.integrationJobId) addEvent(records, job.integrationJobId, name, description);
    job.status = 'ABORTED';
    end(job);
  }

  return {
    end,
    supersede(instanceId) {
      for (const open of uploads.values()) {
        const job = jobOf(open.job);
        if (open.job.integrationInstanceId !== instanceId || !isOpen(open) || !job || jobs.willReport(job)) continue;
        abortUpload(open, 'error_upload_superseded', 'A newer run of the instance started before the upload ended.');
      }
    },
    endSilent() {
      for (const open of uploads.values()) {
        if (!isOpen(open) || records.now() - open.calledAt < LONGEST_SILENCE_MS) continue;
        abortUpload(open, 'error_upload_silent', 'The upload had no call for 24 hours.');
      }
    },
  };
}
