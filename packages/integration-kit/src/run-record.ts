import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What happened in a run, for those who watch it and for those who read about it later. */
export interface RunEvent {
  /** As ISO 8601. */
  time: string;
  level: 'info' | 'warn' | 'error';
  /** As the SDK calls it: `step_start`, `step_failure`, `warn_missing_permission`, … */
  name: string;
  /** The name of the step, where it is about one. */
  step?: string;
  /** Of an error, the code; of a step that is skipped, the reason: `user_config`, `permission`, … */
  code?: string;
  /** What a request failed with: a status, a system's code such as `ENOTFOUND`, `connect-timeout`, or an `HttpErrorKind`. */
  cause?: string;
  /** One sentence, without the code. */
  description: string;
}

/** A source that was switched off, and so may be missing in the graph. */
export interface OffSource {
  source: string;
  title: string;
  /** The environment variable that switches it on. */
  setting: string;
  /** What no other step collects. */
  types: string[];
  /** The classes of the entities among them. */
  classes: string[];
}

/** What a run says of itself in `run.json`, next to the SDK's `summary.json`. */
export interface RunRecord {
  formatVersion: 1;
  integration: string;
  instance: { id: string; name: string };
  start: string;
  end: string;
  requests: number;
  retries: number;
  /** Waits for the provider's rate limit. */
  waits: { count: number; seconds: number };
  events: RunEvent[];
  off: OffSource[];
  /** The classes of each entity type that the integration can make, also of those that it did not find. */
  classes: Record<string, string[]>;
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** Where the SDK keeps what a run collects. */
const storageFolder = () =>
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY || resolve(process.cwd(), '.j1-integration');

/**
 * Writes the record as a whole or not at all. At once, because a failed run may leave no time for more.
 *
 * @throws the system's error, such as that of a disk that can only be read.
 */
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
