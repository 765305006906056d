import { randomUUID } from 'node:crypto';
import { type GraphObject } from './graph';
import { type Jobs } from './jobs';
import { createPersistedGraphs } from './persisted-graphs';
import { type Job, type Records } from './records';
import { uploadCalls, type Open } from './synchronization-calls';
import { createUploadEnds } from './upload-ends';
import { newSynchronizationJob, refused, text, type Fields, type SynchronizationJob } from './uploads';

export interface Synchronization {
  /** @throws {SynchronizationError} when the API refuses the call */
  handle(method: string, jobId: string | undefined, action: string | undefined, body: Fields): unknown;
  graphOf(scope: string): { entities: GraphObject[]; relationships: GraphObject[] };
  /** Ends the open uploads of an instance before a new run. */
  supersede(instanceId: string): void;
  /** Ends uploads that had no call for a day. */
  endSilent(): void;
  forget(scope: string): void;
  /** Aborts the upload of a lost process, unless the upload is complete. Returns whether it is complete. */
  abandon(integrationJobId: string): boolean;
  close(): void;
}

export function createSynchronization(records: Records, jobs: Jobs, persistSeconds: number): Synchronization {
  const synchronizations = new Map<string, Open>();
  const closing = new AbortController();
  const graphs = createPersistedGraphs(records, persistSeconds, closing.signal);
  const { end, supersede, endSilent } = createUploadEnds(synchronizations, records, jobs);

  function initiate(body: Fields): SynchronizationJob {
    const source = text(body, 'source');
    if ((body.syncMode ?? 'DIFF') !== 'DIFF') {
      throw refused(400, 'BAD_REQUEST', 'This local server only supports the "syncMode" "DIFF"');
    }
    const job =
      source === 'api'
        ? newSynchronizationJob(randomUUID(), source, { scope: text(body, 'scope') })
        : newJobFor(source, integrationJobOf(records, jobs, body, supersede));
    const upload = { entities: new Map(), relationships: new Map() };
    synchronizations.set(job.id, { job, upload, calledAt: records.now() });
    return job;
  }

  function persist({ job, upload }: Open, partialTypes: string[]): void {
    graphs.persist(job, upload, partialTypes).then(
      () => end(job),
      () => undefined,
    );
  }

  const calls = uploadCalls({ records, jobs, persist, end });

  return {
    handle(method, jobId, action, body) {
      if (jobId === undefined && method === 'POST') return { job: initiate(body) };
      const open = synchronizations.get(jobId ?? '');
      if (!open) throw refused(404, 'JOB_NOT_FOUND', 'There is no such synchronization job');
      open.calledAt = records.now();
      if (action === undefined && method === 'GET') return { job: open.job };
      if (!action || !Object.hasOwn(calls, action)) throw refused(404, 'NOT_FOUND', `There is no "${action}" here`);
      if (method !== 'POST') throw refused(405, 'METHOD_NOT_ALLOWED', `${method} is not allowed here`);
      return calls[action](open, body);
    },
    supersede,
    endSilent,
    forget: graphs.forget,
    graphOf: graphs.of,
    abandon(integrationJobId) {
      const open = synchronizations.get(integrationJobId);
      if (open && open.job.status !== 'AWAITING_UPLOADS') return true;
      if (open) open.job.status = 'ABORTED';
      return false;
    },
    close: () => closing.abort(),
  };
}

function integrationJobOf(records: Records, jobs: Jobs, body: Fields, supersede: (instanceId: string) => void): Job {
  const instanceId = text(body, 'integrationInstanceId');
  const instance = records.instances.find(({ id }) => id === instanceId);
  if (!instance) throw refused(404, 'INTEGRATION_INSTANCE_NOT_FOUND', 'There is no such integration instance');
  if (body.integrationJobId === undefined) {
    supersede(instanceId);
    return jobs.start(instance);
  }
  const job = records.jobs.find(({ id }) => id === body.integrationJobId);
  if (job?.integrationInstanceId === instanceId) return job;
  throw refused(404, 'INTEGRATION_JOB_NOT_FOUND', 'The instance has no such integration job');
}

const newJobFor = (source: string, { id, integrationInstanceId }: Job): SynchronizationJob =>
  newSynchronizationJob(id, source, { integrationInstanceId, integrationJobId: id });
