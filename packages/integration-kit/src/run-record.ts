import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface RunEvent {
  /** As ISO 8601. */
  time: string;
  level: 'info' | 'warn' | 'error';
  /** The SDK's name, such as `step_start` or `warn_missing_permission`. */
  name: string;
  /** The name of the step, for an event of a step. */
  step?: string;
  /** The code of an error, or why a step was skipped: `user_config`, `permission`, … */
  code?: string;
  /** Of a failed request: a status, a system's code such as `ENOTFOUND`, `connect-timeout`, or an `HttpErrorKind`. */
  cause?: string;
  /** One sentence, without the code. */
  description: string;
}

/** A source that was switched off. */
export interface OffSource {
  source: string;
  title: string;
  setting: string;
  /** Types that no other step collects. */
  types: string[];
  /** Of the entities among `types`. */
  classes: string[];
}

/** The content of `run.json`, next to the SDK's `summary.json`. */
export interface RunRecord {
  formatVersion: 1;
  integration: string;
  instance: { id: string; name: string };
  start: string;
  end: string;
  requests: number;
  retries: number;
  /** For the provider's rate limit. */
  waits: { count: number; seconds: number };
  events: RunEvent[];
  off: OffSource[];
  /** By entity type, also for types that the run did not find. */
  classes: Record<string, string[]>;
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

const storageFolder = () =>
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY || resolve(process.cwd(), '.j1-integration');

/** Writes the whole record or nothing. Synchronous: a failed run may leave no time. @throws the system's error */
export function writeRunRecord(record: RunRecord): void {
  const folder = storageFolder();
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  chmodSync(folder, OWNER_ONLY_FOLDER);
  const file = join(folder, 'run.json');
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: OWNER_ONLY_FILE, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
