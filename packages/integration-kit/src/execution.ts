import type { Counters } from '@j1-integrations/provider-http';
import type { RunRecorder } from './run-recorder';

/** The state that all steps of one run share. */
export interface Execution {
  /** Batches that the SDK does not know yet, by key. */
  readonly unwritten: Set<ReadonlyMap<string, unknown>>;
  readonly counters: Counters[];
  hasWarnedOfWait: boolean;
  /** `undefined` before the validation. */
  recorder?: RunRecorder;
}

export const createExecution = (): Execution => ({ unwritten: new Set(), counters: [], hasWarnedOfWait: false });

const executions = new WeakMap<object, Execution>();

export function executionOf(client: object): Execution {
  const execution = executions.get(client) ?? createExecution();
  executions.set(client, execution);
  return execution;
}
