import type { Entity, JobState, Relationship } from '@jupiterone/integration-sdk-core';
import type { Execution } from './execution';

/** The SDK writes a file for so many objects. */
const BATCH = 500;

export interface PacedJobState extends JobState {
  /** Settles when this step writes nothing: to read more meanwhile would fill the memory. */
  hasRoom(): Promise<void>;
}

/**
 * Gives a step's objects to the SDK in batches, also those of a step that fails.
 *
 * In the SDK, the caller that adds the 500th object waits for the disk, and callers that add one meanwhile write hundreds
 * of small files. Here a step writes one batch of a kind at a time.
 *
 * @param execution shared by all steps, so that `hasKey` sees what the others have added
 */
export async function inBatches<Result>(
  jobState: JobState,
  { waiting }: Pick<Execution, 'waiting'>,
  run: (batched: PacedJobState) => Promise<Result> | Result,
): Promise<Result> {
  const hasKey: JobState['hasKey'] = (key) => {
    if (key === undefined) return false;
    for (const batch of waiting) if (batch.has(key)) return true;
    return jobState.hasKey(key);
  };
  const known = { hasKey, waiting };
  const entities = createBatches<Entity>(known, (batch) => jobState.addEntities(batch));
  const relationships = createBatches<Relationship>(known, (batch) => jobState.addRelationships(batch));
  /** Relationships too if the entities cannot be written. */
  const handOver = () => entities.handOver().finally(() => relationships.handOver());
  const batched: PacedJobState = {
    ...jobState,
    async addEntity(entity) {
      await entities.add([entity]);
      return entity;
    },
    async addEntities(added) {
      await entities.add(added);
      return added;
    },
    addRelationship: (relationship) => relationships.add([relationship]),
    addRelationships: (added) => relationships.add(added),
    hasKey,
    async findEntity(key) {
      await entities.handOver();
      return jobState.findEntity(key);
    },
    // Newer versions of the SDK take a third argument.
    async iterateEntities(...all) {
      await entities.handOver();
      await jobState.iterateEntities(...all);
    },
    async iterateRelationships(...all) {
      await relationships.handOver();
      await jobState.iterateRelationships(...all);
    },
    async flush() {
      await handOver();
      await jobState.flush();
    },
    async hasRoom() {
      while (entities.isWriting() || relationships.isWriting()) {
        await entities.written();
        await relationships.written();
      }
    },
  };
  let result: Result;
  try {
    result = await run(batched);
  } catch (error) {
    // The step's own error comes first.
    await handOver().catch(() => undefined);
    throw error;
  }
  await handOver();
  return result;
}

interface Known {
  hasKey: JobState['hasKey'];
  waiting: Execution['waiting'];
}

function openBatch<T>(batches: Map<string, T>[], waiting: Execution['waiting']): Map<string, T> {
  const last = batches.at(-1);
  if (last && last.size < BATCH) return last;
  const batch = new Map<string, T>();
  batches.push(batch);
  waiting.add(batch);
  return batch;
}

function createBatches<T extends { _key: string }>(
  { hasKey, waiting }: Known,
  write: (batch: T[]) => Promise<unknown>,
) {
  /** By key. All but the last are full. */
  const batches: Map<string, T>[] = [];
  let writing: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;

  const open = () => openBatch(batches, waiting);

  const isFull = () => batches.length > 0 && batches[0].size >= BATCH;

  async function writeBatch(batch: Map<string, T>): Promise<void> {
    try {
      const written = write([...batch.values()]);
      // From here on, the SDK knows the objects.
      waiting.delete(batch);
      await written;
    } catch (error) {
      failure ??= { error };
    }
  }

  function start(): void {
    if (writing || batches.length === 0) return;
    writing = writeBatch(batches.shift()!).finally(() => {
      writing = undefined;
      if (isFull()) start();
    });
  }

  async function written(): Promise<void> {
    await writing;
    if (failure) throw failure.error;
  }

  return {
    /** @throws Error if an earlier batch could not be written */
    async add(added: readonly T[]): Promise<void> {
      if (failure) throw failure.error;
      for (const one of added) {
        if (hasKey(one._key)) {
          await this.handOver();
          // The SDK refuses the duplicate, and reports it.
          await write([one]);
          continue;
        }
        open().set(one._key, one);
        // The caller that fills a batch waits for it. The others fill the next one.
        while (isFull()) {
          start();
          await written();
        }
      }
    },
    /** Writes all batches, also after one that could not be written. @throws Error in that case */
    async handOver(): Promise<void> {
      while (writing || batches.length > 0) {
        start();
        await writing;
      }
      await written();
    },
    isWriting: (): boolean => writing !== undefined,
    written,
  };
}
