import type { TypeCounts } from '@j1-integrations/integration-kit/runner';
import type { JobHealth } from '@j1-integrations/operations/job-health';

/** One run of one integration, in a child process of its own. */
export interface CollectRun {
  integration: { name: string };
  /** Of this run alone; it exists. */
  folder: string;
  /** The child's whole environment. */
  env: NodeJS.ProcessEnv;
  /** Tells whoever watches. */
  onEvent: (event: RunEvent) => void;
  /** Ends the child. */
  signal: AbortSignal;
}

export type RunEvent = { step: string; state: 'started' | 'completed' | 'failed' | 'skipped' } | { note: string };

/** Runs an integration's child. Rejects only where no child could be started, or its log not be written. */
export type Collect = (run: CollectRun) => Promise<Outcome>;

export interface Outcome {
  /** `SKIPPED`: it cannot run on this machine, and `problems` says why; that is no failure. */
  status: JobHealth['status'] | 'SKIPPED';
  /** What was collected: how many of each type, under a heading such as "entities". Without the empty ones. */
  counts: Record<string, TypeCounts>;
  requests: number;
  retries: number;
  seconds: number;
  warnings: string[];
  /** What failed, each in the words of whoever noticed. */
  problems: string[];
  /** The codes of what failed and of what caused it. Advice hangs on them. */
  codes: string[];
  /** Where the result is. */
  result: string;
  /** A command that shows it. */
  view?: string;
  /** The child's whole output. */
  log: string;
}
