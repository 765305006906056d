import type { Counters } from '@j1-integrations/provider-http';
import type { RunRecorder } from './run-recorder';

/** Shared by the steps, several of which run at the same time. */
export interface Execution {
  /** Batches that the SDK does not know yet, by key. */
  readonly waiting: Set<ReadonlyMap<string, unknown>>;
  /** One per step. */
  readonly counters: Counters[];
  /** Whether the job was told of a long wait. */
  hasToldOfWait: boolean;
  /** `undefined` before the validation. */
  recorder?: RunRecorder;
}

export const createExecution = (): Execution => ({ waiting: new Set(), counters: [], hasToldOfWait: false });

const executions = new WeakMap<object, Execution>();

export function executionOf(client: object): Execution {
  const execution = executions.get(client) ?? createExecution();
  executions.set(client, execution);
  return execution;
}
