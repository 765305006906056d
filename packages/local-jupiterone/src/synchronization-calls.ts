import { type Jobs } from './jobs';
import { addEvent, type Records } from './records';
import { list, receive, refused, text, type Fields, type SynchronizationJob, type Upload } from './uploads';

export interface Open {
  job: SynchronizationJob;
  upload: Upload;
  calledAt: number;
}

export interface Effects {
  records: Records;
  jobs: Jobs;
  persist: (open: Open, partialTypes: string[]) => void;
  end: (job: SynchronizationJob) => void;
}

export function uploadCalls({
  records,
  jobs,
  persist,
  end,
}: Effects): Record<string, (open: Open, body: Fields) => unknown> {
  return {
    entities: (open, { entities }) => received(open, 'entities', entities),
    relationships: (open, { relationships }) => received(open, 'relationships', relationships),
    upload(open, { entities = [], relationships = [] }) {
      received(open, 'entities', entities);
      return received(open, 'relationships', relationships);
    },
    events: ({ job }, { events }) => ({
      events: list(events, 'events').map((event) =>
        addEvent(records, job.integrationJobId ?? job.id, text(event, 'name'), text(event, 'description')),
      ),
    }),
    finalize(open, { partialDatasets }) {
      mustAwaitUploads(open.job);
      const types = list((partialDatasets as Fields | undefined)?.types ?? [], 'types') as unknown as string[];
      open.job.status = 'FINALIZE_PENDING';
      const job = records.jobs.find(({ id }) => id === open.job.integrationJobId);
      if (job) jobs.persisting(job, types);
      persist(open, types);
      return { job: open.job };
    },
    abort({ job }) {
      mustAwaitUploads(job);
      job.status = 'ABORTED';
      end(job);
      return { job };
    },
  };
}

function received(open: Open, kind: keyof Upload, batch: unknown): { job: SynchronizationJob } {
  mustAwaitUploads(open.job);
  receive(open, kind, batch);
  return { job: open.job };
}

function mustAwaitUploads(job: SynchronizationJob): void {
  if (job.status === 'AWAITING_UPLOADS') return;
  throw refused(400, 'JOB_NOT_AWAITING_UPLOADS', `The job is ${job.status} and accepts no more uploads`);
}
