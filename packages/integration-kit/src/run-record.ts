import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface RunEvent {
  /** ISO 8601. */
  time: string;
  level: 'info' | 'warn' | 'error';
  /** The SDK's name, such as `step_start` or `warn_missing_permission`. */
  name: string;
  step?: string;
  /** An error's code, or the reason of a skipped step: `user_config`, `permission`, … */
  code?: string;
  /** Why a request failed: the status, a system code such as `ENOTFOUND`, `connect-timeout`, or an `HttpErrorKind`. */
  cause?: string;
  /** One sentence, without the code. */
  description: string;
}

export interface OffSource {
  source: string;
  title: string;
  setting: string;
  /** Types that no other step collects. */
  types: string[];
  /** The classes of the entities among `types`. */
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
  waits: { count: number; seconds: number };
  events: RunEvent[];
  off: OffSource[];
  /** By entity type. It also has types that the run did not find. */
  classes: Record<string, string[]>;
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

const storageFolder = () =>
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY || resolve(process.cwd(), '.j1-integration');

/** Writes the whole record or nothing. It is synchronous, because a failed run may exit at once. @throws the system's error */
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
