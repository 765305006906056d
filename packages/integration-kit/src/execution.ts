import PQueue from 'p-queue';

/** What the steps of an execution share, as several of them run at the same time. */
export interface Execution {
  /** What they have added and the SDK does not know yet, in batches, by key. */
  readonly waiting: Set<ReadonlyMap<string, unknown>>;
  /** In which the parents are read, whose lists the steps fan out over. */
  readonly turns: PQueue;
}

/**
 * More than a client has connections, by its default, as some are always being written; and no more than that, as what
 * has been read and cannot be written yet fills the memory.
 */
export const PARENTS_AT_ONCE = 24;

export const createExecution = (): Execution => ({
  waiting: new Set(),
  turns: new PQueue({ concurrency: PARENTS_AT_ONCE }),
});
