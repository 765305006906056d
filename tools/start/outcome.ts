import type { TypeCounts } from '@j1-integrations/integration-kit/runner';
import type { JobHealth } from '@j1-integrations/operations/job-health';

export interface CollectRun {
  integration: { name: string };
  /** An empty folder for this run alone. */
  folder: string;
  env: NodeJS.ProcessEnv;
  onEvent: (event: RunEvent) => void;
  signal: AbortSignal;
}

export type RunEvent = { step: string; state: 'started' | 'completed' | 'failed' | 'skipped' } | { note: string };

/** Rejects only if the child cannot be started, or its log cannot be written. */
export type Collect = (run: CollectRun) => Promise<Outcome>;

export interface Outcome {
  /** `SKIPPED` is not a failure: it cannot run on this machine, and `problems` has the reason. */
  status: JobHealth['status'] | 'SKIPPED';
  /** The number of each type, below a heading such as "entities". */
  counts: Record<string, TypeCounts>;
  requests: number;
  retries: number;
  seconds: number;
  warnings: string[];
  problems: string[];
  /** The codes of the problems and of their causes, for `adviceFor`. */
  codes: string[];
  /** The path of the graph or the events. */
  result: string;
  /** A command that shows the result. */
  view?: string;
  /** The path of the child's output. */
  log: string;
}
