import type { Entity, JobState, Relationship } from '@jupiterone/integration-sdk-core';
import type { Execution } from './execution';

const OBJECTS_PER_FILE = 500;

export interface PacedJobState extends JobState {
  /** Resolves when the step is not writing. Reading during a write would fill the memory. */
  waitForWrites(): Promise<void>;
}

/**
 * Runs a step with a job state that writes full batches. If the step fails, what it has added is written too. Without batches,
 * concurrent callers make the SDK write hundreds of small files: see docs/decisions/0009-objects-in-batches.md.
 */
export async function inBatches<Result>(
  jobState: JobState,
  { unwritten }: Pick<Execution, 'unwritten'>,
  run: (batched: PacedJobState) => Promise<Result> | Result,
): Promise<Result> {
  const hasKey: JobState['hasKey'] = (key) => {
    if (key === undefined) return false;
    for (const batch of unwritten) if (batch.has(key)) return true;
    return jobState.hasKey(key);
  };
  const lookup = { hasKey, unwritten };
  const entities = createBatches<Entity>(lookup, (batch) => jobState.addEntities(batch));
  const relationships = createBatches<Relationship>(lookup, (batch) => jobState.addRelationships(batch));
  const writeAll = () => entities.writeAll().finally(() => relationships.writeAll());
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
      await entities.writeAll();
      return jobState.findEntity(key);
    },
    // Newer versions of the SDK take a third argument.
    async iterateEntities(...all) {
      await entities.writeAll();
      await jobState.iterateEntities(...all);
    },
    async iterateRelationships(...all) {
      await relationships.writeAll();
      await jobState.iterateRelationships(...all);
    },
    async flush() {
      await writeAll();
      await jobState.flush();
    },
    async waitForWrites() {
      while (entities.isWriting() || relationships.isWriting()) {
        await entities.currentWrite();
        await relationships.currentWrite();
      }
    },
  };
  let result: Result;
  try {
    result = await run(batched);
  } catch (error) {
    await writeAll().catch(() => undefined);
    throw error;
  }
  await writeAll();
  return result;
}

interface Lookup {
  hasKey: JobState['hasKey'];
  unwritten: Execution['unwritten'];
}

type Batch<T> = Map<string, T>;

function openBatch<T>(batches: Batch<T>[], unwritten: Execution['unwritten']): Batch<T> {
  const last = batches.at(-1);
  if (last && last.size < OBJECTS_PER_FILE) return last;
  const batch: Batch<T> = new Map();
  batches.push(batch);
  unwritten.add(batch);
  return batch;
}

function createBatches<T extends { _key: string }>(
  { hasKey, unwritten }: Lookup,
  write: (objects: T[]) => Promise<unknown>,
) {
  const batches: Batch<T>[] = [];
  let writing: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;

  const open = () => openBatch(batches, unwritten);

  const isFull = () => batches.length > 0 && batches[0].size >= OBJECTS_PER_FILE;

  async function writeBatch(batch: Batch<T>): Promise<void> {
    try {
      const written = write([...batch.values()]);
      // From here on, the SDK's own `hasKey` finds the objects.
      unwritten.delete(batch);
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

  async function currentWrite(): Promise<void> {
    await writing;
    if (failure) throw failure.error;
  }

  return {
    async add(objects: readonly T[]): Promise<void> {
      if (failure) throw failure.error;
      for (const object of objects) {
        if (hasKey(object._key)) {
          await this.writeAll();
          // The SDK refuses the duplicate, and reports it.
          await write([object]);
          continue;
        }
        open().set(object._key, object);
        // Only the caller that fills a batch waits for the disk.
        while (isFull()) {
          start();
          await currentWrite();
        }
      }
    },
    /** Writes all batches. @throws the first error, after the last batch */
    async writeAll(): Promise<void> {
      while (writing || batches.length > 0) {
        start();
        await writing;
      }
      await currentWrite();
    },
    isWriting: (): boolean => writing !== undefined,
    currentWrite,
  };
}
