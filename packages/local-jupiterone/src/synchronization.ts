import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { reconcile, type GraphObject, type Scope } from './graph';
import { type Jobs } from './jobs';
import { tagged, tagsOf } from './tags';
import { addEvent, type Job, type Records } from './records';
import {
  begun,
  counted,
  list,
  receive,
  refused,
  text,
  type Fields,
  type SynchronizationJob,
  type Upload,
} from './uploads';

/** The synchronization API, to which the SDK uploads what it collects. */
export interface Synchronization {
  /**
   * Answers one call below `/persister/synchronization/jobs`; without an id it is the collection itself.
   *
   * @throws {SynchronizationError} for everything that the API refuses
   */
  handle(method: string, jobId: string | undefined, action: string | undefined, body: Fields): unknown;
  /** What has been persisted for an instance or for the scope of an `api` source. */
  graphOf(scope: string): { entities: GraphObject[]; relationships: GraphObject[] };
  /** Ends an upload of the instance that no process of this server makes: a newer run takes its place. */
  supersede(instanceId: string): void;
  /** Ends the uploads of which nothing was heard for a day. */
  endSilent(): void;
  /** Removes everything of a scope. */
  forget(scope: string): void;
  /** Ends what a lost process left behind. Answers whether it had handed everything over before. */
  abandon(integrationJobId: string): boolean;
  close(): void;
}

interface Graph {
  entities: Scope;
  relationships: Scope;
}

interface Open {
  job: SynchronizationJob;
  upload: Upload;
  /** When it was last called. */
  heardAt: number;
}

/** JupiterOne's own limit is not known. */
const SILENT_MS = 24 * 3600 * 1000;

export function createSynchronization(records: Records, jobs: Jobs, persistSeconds: number): Synchronization {
  const synchronizations = new Map<string, Open>();
  const graphs = new Map<string, Graph>();
  const closing = new AbortController();

  function graph(scope: string): Graph {
    const present = graphs.get(scope) ?? { entities: new Map(), relationships: new Map() };
    graphs.set(scope, present);
    return present;
  }

  function initiate(body: Fields): SynchronizationJob {
    const source = text(body, 'source');
    if ((body.syncMode ?? 'DIFF') !== 'DIFF') {
      throw refused(400, 'BAD_REQUEST', 'This local server knows no other "syncMode" than "DIFF"');
    }
    const job =
      source === 'api'
        ? begun(randomUUID(), source, { scope: text(body, 'scope') })
        : begunFor(source, integrationJobOf(records, jobs, body, supersede));
    const upload = { entities: new Map(), relationships: new Map() };
    synchronizations.set(job.id, { job, upload, heardAt: records.now() });
    return job;
  }

  function end({ integrationJobId, status }: SynchronizationJob): void {
    const job = records.jobs.find(({ id }) => id === integrationJobId);
    if (job) jobs.synchronized(job, status);
  }

  /** An upload that is not to go on ends as FAILED, and changes nothing. */
  function giveUp({ job }: Open, name: string, words: string): void {
    if (job.integrationJobId) addEvent(records, job.integrationJobId, name, words);
    job.status = 'ABORTED';
    end(job);
  }

  const isOpen = ({ job }: Open) => job.status === 'AWAITING_UPLOADS';

  function supersede(instanceId: string): void {
    for (const open of synchronizations.values()) {
      const job = records.jobs.find(({ id }) => id === open.job.integrationJobId);
      if (open.job.integrationInstanceId !== instanceId || !isOpen(open) || !job || jobs.isReported(job)) continue;
      giveUp(open, 'error_upload_superseded', 'The upload did not come to its end before a newer run of the instance.');
    }
  }

  async function persist({ job, upload }: Open, partialTypes: string[]): Promise<void> {
    const present = graph(job.integrationInstanceId ?? job.scope!);
    const pause = () => setTimeout((persistSeconds * 1000) / 3, undefined, { signal: closing.signal });
    await pause();
    job.status = 'FINALIZING_ENTITIES';
    const instance = records.instances.find(({ id }) => id === job.integrationInstanceId);
    const entities = tagged(upload.entities, instance ? tagsOf(instance) : {});
    Object.assign(job, counted('Entities', reconcile(present.entities, entities, partialTypes)));
    await pause();
    job.status = 'FINALIZING_RELATIONSHIPS';
    Object.assign(job, counted('Relationships', reconcile(present.relationships, upload.relationships, partialTypes)));
    await pause();
    job.status = 'FINISHED';
    end(job);
  }

  const actions: Record<string, (open: Open, body: Fields) => unknown> = {
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
      persist(open, types).catch(() => undefined); // Rejects only when the server closes.
      return { job: open.job };
    },
    abort({ job }) {
      mustAwaitUploads(job);
      job.status = 'ABORTED';
      end(job);
      return { job };
    },
  };

  function received(open: Open, kind: keyof Upload, batch: unknown): { job: SynchronizationJob } {
    mustAwaitUploads(open.job);
    receive(open, kind, batch);
    return { job: open.job };
  }

  return {
    handle(method, jobId, action, body) {
      if (jobId === undefined && method === 'POST') return { job: initiate(body) };
      const open = synchronizations.get(jobId ?? '');
      if (!open) throw refused(404, 'JOB_NOT_FOUND', 'There is no such synchronization job');
      open.heardAt = records.now();
      if (action === undefined && method === 'GET') return { job: open.job };
      if (!action || !(action in actions)) throw refused(404, 'NOT_FOUND', `There is no "${action}" here`);
      if (method !== 'POST') throw refused(405, 'METHOD_NOT_ALLOWED', `${method} is not allowed here`);
      return actions[action](open, body);
    },
    supersede,
    endSilent() {
      for (const open of synchronizations.values()) {
        if (!isOpen(open) || records.now() - open.heardAt < SILENT_MS) continue;
        giveUp(open, 'error_upload_silent', 'Nothing was heard of the upload for 24 hours.');
      }
    },
    forget: (scope) => void graphs.delete(scope),
    graphOf(scope) {
      const { entities, relationships } = graph(scope);
      return { entities: [...entities.values()], relationships: [...relationships.values()] };
    },
    abandon(integrationJobId) {
      const open = synchronizations.get(integrationJobId);
      if (open && open.job.status !== 'AWAITING_UPLOADS') return true;
      if (open) open.job.status = 'ABORTED';
      return false;
    },
    close: () => closing.abort(),
  };
}

/** The job that the upload belongs to: the one it names, else a new one. */
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

/** Both jobs have the same id. */
const begunFor = (source: string, { id, integrationInstanceId }: Job): SynchronizationJob =>
  begun(id, source, { integrationInstanceId, integrationJobId: id });

function mustAwaitUploads(job: SynchronizationJob): void {
  if (job.status === 'AWAITING_UPLOADS') return;
  throw refused(400, 'JOB_NOT_AWAITING_UPLOADS', `The job is ${job.status} and takes no more uploads`);
}
