import { jobHealthOf } from '../job-health';
import { batchesOf, split, type Batch } from './batches';
import { type Collected, type CollectedEvent, type CollectedStep, type Kind } from './collected';
import { type Source, type Synchronization, type SynchronizationJob } from './synchronization';
import { HttpError } from '@j1-integrations/provider-http';

export interface UploadOptions {
  /** Default: `integration-managed`. */
  source?: Source;
  /** Aborts the upload: JupiterOne changes nothing. */
  signal?: AbortSignal;
  onProgress?: (uploaded: Readonly<Record<Kind, number>>) => void;
  onTrouble?: (message: string) => void;
}

export interface Upload {
  job: SynchronizationJob;
  uploaded: Record<Kind, number>;
  partialTypes: string[];
}

/** Every step failed. To upload nothing would look like a success. */
export class NothingCollectedError extends Error {
  override name = 'NothingCollectedError';
}

const CONCURRENCY = 4;
const ABORT_MS = 8000;

/** Uploads a collect completely or not at all: a failure before `finalize` aborts the job. */
export async function upload(
  synchronization: Synchronization,
  instanceId: string,
  collected: Collected,
  { source = 'integration-managed', signal, onProgress, onTrouble }: UploadOptions = {},
): Promise<Upload> {
  const failed = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const job = await synchronization.begin(source, instanceId, stopped);
  const uploaded = { entities: 0, relationships: 0 };
  try {
    await synchronization.sendEvents(job.id, eventsOf(collected), stopped).catch((error: Error) => {
      onTrouble?.(`JupiterOne did not accept the job's events: ${error.message}`);
    });
    for (const kind of ['entities', 'relationships'] as const) {
      const count = (more: number) => {
        uploaded[kind] += more;
        onProgress?.(uploaded);
      };
      const send = async (batch: Batch) => {
        await sendBatch(synchronization, job.id, kind, batch, stopped);
        count(batch.objects.length);
      };
      await sendAll(batchesOf(collected.objects(kind)), send, failed);
    }
    requireObjects(collected.steps, uploaded);
    stopped.throwIfAborted();
    const ended = await synchronization.finalize(job.id, collected.partialTypes, stopped);
    return {
      job: { ...ended, integrationJobId: ended.integrationJobId ?? job.integrationJobId },
      uploaded,
      partialTypes: collected.partialTypes,
    };
  } catch (error) {
    const reason = signal?.aborted ? 'The user ended the upload' : (error as Error).message;
    await synchronization.abort(job.id, reason, AbortSignal.timeout(ABORT_MS)).catch((abortError: Error) => {
      onTrouble?.(`job ${job.id} could not be aborted and stays open in JupiterOne: ${abortError.message}`);
    });
    throw error;
  }
}

/** The first failure stops the other batches. */
async function sendAll(
  batches: AsyncGenerator<Batch, void, undefined>,
  send: (batch: Batch) => Promise<void>,
  failed: AbortController,
): Promise<void> {
  const sender = async () => {
    for (;;) {
      const { value, done } = await batches.next();
      if (done) return;
      await send(value);
    }
  };
  const senders = Array.from({ length: CONCURRENCY }, sender);
  try {
    await Promise.all(senders);
  } catch (error) {
    failed.abort();
    await Promise.allSettled(senders);
    throw error;
  }
}

async function sendBatch(
  synchronization: Synchronization,
  jobId: string,
  kind: Kind,
  batch: Batch,
  signal: AbortSignal,
): Promise<void> {
  try {
    await synchronization.send(jobId, kind, batch.texts, signal);
  } catch (error) {
    const parts = error instanceof HttpError && error.status === 413 ? split(batch) : undefined;
    if (!parts) throw error;
    for (const part of parts) await sendBatch(synchronization, jobId, kind, part, signal);
  }
}

function requireObjects(steps: readonly CollectedStep[], { entities, relationships }: Record<Kind, number>): void {
  const { status } = jobHealthOf({ steps: [...steps], events: [], collected: entities + relationships });
  if (status === 'FAILED') throw new NothingCollectedError('Every step of the collect failed: nothing was uploaded');
}

/** The SDK's event for each status of a step, for a collect without `run.json`. */
const EVENT_OF_STATUS: Readonly<Record<string, [name: string, end: string]>> = {
  success: ['step_end', 'completed'],
  cached: ['step_end', 'completed'],
  disabled: ['step_skip', 'was disabled'],
  failure: ['step_failure', 'failed: its earlier data stays in JupiterOne'],
  partial_success_due_to_dependency_failure: ['step_failure', 'is incomplete because another step failed'],
};

function eventsOf({ steps, events }: Collected): { name: string; description: string }[] {
  if (events) return events.map(({ name, ...event }) => ({ name, description: sentenceOf(event) }));
  return steps.map(({ name, status }) => {
    const [event, end] = EVENT_OF_STATUS[status] ?? ['step_failure', `ended as "${status}"`];
    return { name: event, description: `Step "${name}" ${end}.` };
  });
}

function sentenceOf({ step, code, description }: Omit<CollectedEvent, 'name'>): string {
  const prefix = step && !description.startsWith(step) ? `${step}: ` : '';
  return `${prefix}${description}${code ? ` (${code})` : ''}`;
}
