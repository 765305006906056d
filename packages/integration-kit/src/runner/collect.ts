import { spawn } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { IntegrationStepResult } from '@jupiterone/integration-sdk-core';
import { type RunEvent, type RunRecord } from '../run-record';
import { EVENTS_VARIABLE, PASSING } from '../run-recorder';

export interface CollectOptions {
  /** The integration's package folder, whose `src` (or, where a package has none, `dist`) is run. */
  packageFolder: string;
  /** A folder of this run alone; it is made. The SDK erases and rewrites what is below it. */
  runFolder: string;
  /** The whole environment of the child, so that it gets no other integration's credentials. */
  env: NodeJS.ProcessEnv;
  /** Called with each line that the child writes. */
  onLine?: (line: string) => void;
  /** Called when something happens, also with what no record keeps. */
  onEvent?: (event: RunEvent) => void;
  /** Ends the child. */
  signal?: AbortSignal;
  /** Further arguments of `j1-integration collect`. */
  args?: readonly string[];
  /**
   * Runs the package's compiled `dist` instead of its `src`: quicker, and from the run's folder, so that a `.env` of
   * the package adds nothing to `env`.
   */
  compiled?: boolean;
}

/** What one `j1-integration collect` did: the command exits with 0 also when steps failed. */
export interface CollectResult {
  /** What a job's status follows from: see `jobHealthOf` of `operations/job-health`. */
  outcome: {
    /** The command failed, or left no summary. */
    threw: boolean;
    steps: IntegrationStepResult[];
    events: RunEvent[];
  };
  exitCode: number | null;
  /** Types that JupiterOne must not delete. */
  partialTypes: string[];
  /** Its `run.json`; none where it ended too early for one. */
  record?: RunRecord;
  /** What the job is warned of. */
  warnings: string[];
  /** Everything that the child wrote. */
  output: string;
  /** Where the graph is. */
  storageFolder: string;
  seconds: number;
}

/**
 * Runs the SDK's own `j1-integration collect` on an integration package, in a child process and in a project folder of
 * its own: the SDK keeps its storage below the project, and runs of the same package would erase each other's.
 */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  const { packageFolder, runFolder, env, args = [], compiled = false } = options;
  await mkdir(runFolder, { recursive: true });
  // On Windows a junction needs no special right, and an absolute path. Elsewhere the type says nothing.
  await symlink(resolve(packageFolder, compiled ? 'dist' : 'src'), join(runFolder, 'src'), 'junction');
  const started = process.hrtime.bigint();
  const cli = createRequire(join(packageFolder, 'package.json')).resolve(
    '@jupiterone/integration-sdk-cli/bin/j1-integration',
  );
  const { exitCode, output, events } = await run([cli, 'collect', '--project-path', runFolder, ...args], {
    ...options,
    env: { AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1', ...env, [EVENTS_VARIABLE]: 'ipc' },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const storageFolder = join(runFolder, '.j1-integration');
  const summary = await readJson<Summary>(join(storageFolder, 'summary.json'));
  return {
    outcome: { threw: !summary || exitCode !== 0, steps: summary?.integrationStepResults ?? [], events },
    exitCode,
    partialTypes: summary?.metadata.partialDatasets.types ?? [],
    record: await readJson<RunRecord>(join(storageFolder, 'run.json')),
    warnings: events.filter(({ level }) => level === 'warn').map(({ description }) => description),
    output,
    storageFolder,
    seconds,
  };
}

interface Summary {
  integrationStepResults: IntegrationStepResult[];
  metadata: { partialDatasets: { types: string[] } };
}

async function readJson<Content>(file: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Content;
  } catch {
    return undefined; // A run that failed early has left none.
  }
}

async function run(
  args: readonly string[],
  { packageFolder, runFolder, compiled, env, onLine, onEvent, signal }: CollectOptions,
): Promise<{ exitCode: number | null; output: string; events: RunEvent[] }> {
  // Sources need the package's tsconfig, which is found from its folder, as its .env is.
  const cwd = compiled ? runFolder : packageFolder;
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const events: RunEvent[] = [];
  child.on('message', (message) => {
    const event = message as unknown as RunEvent;
    if (event.name !== PASSING) events.push(event);
    onEvent?.(event);
  });
  let output = '';
  let rest = '';
  const hear = (piece: string) => {
    output += piece;
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(stripVTControlCharacters(line));
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal?.removeEventListener('abort', end);
  if (rest) onLine?.(stripVTControlCharacters(rest));
  return { exitCode, output, events };
}
