import type { Counters } from '@j1-integrations/provider-http';
import type { RunRecorder } from './run-recorder';

/** What the steps of one execution share: several of them run at the same time. */
export interface Execution {
  /** What they have added and the SDK does not know yet, in batches, by key. */
  readonly waiting: Set<ReadonlyMap<string, unknown>>;
  /** What each of them asked of the provider so far. */
  readonly counters: Counters[];
  /** Whether the job has been told of a long wait for the rate limit. */
  hasToldOfWait: boolean;
  /** From the validation on. */
  recorder?: RunRecorder;
}

export const createExecution = (): Execution => ({ waiting: new Set(), counters: [], hasToldOfWait: false });

const executions = new WeakMap<object, Execution>();

/** There is one client for each execution. */
export function executionOf(client: object): Execution {
  const execution = executions.get(client) ?? createExecution();
  executions.set(client, execution);
  return execution;
}
