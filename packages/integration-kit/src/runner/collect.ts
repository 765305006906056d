import { spawn } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { IntegrationStepResult } from '@jupiterone/integration-sdk-core';
import { type RunEvent, type RunRecord } from '../run-record';
import { EVENTS_VARIABLE, WAIT_EVENT } from '../run-recorder';

export interface CollectOptions {
  packageFolder: string;
  /** A folder for this run alone. It is created if it is missing. The SDK deletes what an earlier run left there. */
  runFolder: string;
  /** The whole environment of the child. It should not contain the credentials of other integrations. */
  env: NodeJS.ProcessEnv;
  onLine?: (line: string) => void;
  /** Gets each event at once. It also gets the waits, which `run.json` does not keep. */
  onEvent?: (event: RunEvent) => void;
  signal?: AbortSignal;
  /** Further arguments of `j1-integration collect`. */
  args?: readonly string[];
  /** Runs `dist` instead of `src`: it is faster, and a `.env` in the package does not add to `env`. */
  compiled?: boolean;
}

/** The result of a run. The exit code alone does not tell it: it is 0 also if steps failed. */
export interface CollectResult {
  /** `jobHealthOf` of `operations/job-health` derives the job's status from it. */
  outcome: {
    /** The command failed, or left no summary. */
    threw: boolean;
    steps: IntegrationStepResult[];
    events: RunEvent[];
  };
  exitCode: number | null;
  /** Types that JupiterOne must not delete. */
  partialTypes: string[];
  /** The `run.json`, unless the run ended too early. */
  record?: RunRecord;
  warnings: string[];
  output: string;
  storageFolder: string;
  seconds: number;
}

/**
 * Runs `j1-integration collect` of the SDK in a child process. Each run has its own project folder: the SDK stores the graph
 * there, so runs in one folder would delete each other's graph.
 */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  const { packageFolder, runFolder, env, args = [], compiled = false } = options;
  await mkdir(runFolder, { recursive: true });
  // On Windows, a junction needs no special permission, but an absolute path. Other systems ignore the type.
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
    return undefined; // A run that failed early has no such file.
  }
}

async function run(
  args: readonly string[],
  { packageFolder, runFolder, compiled, env, onLine, onEvent, signal }: CollectOptions,
): Promise<{ exitCode: number | null; output: string; events: RunEvent[] }> {
  // In its own folder, a package finds its tsconfig, which `src` needs.
  const cwd = compiled ? runFolder : packageFolder;
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const events: RunEvent[] = [];
  child.on('message', (message) => {
    const event = message as unknown as RunEvent;
    if (event.name !== WAIT_EVENT) events.push(event);
    onEvent?.(event);
  });
  let output = '';
  let rest = '';
  const onOutput = (piece: string) => {
    output += piece;
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(stripVTControlCharacters(line));
  };
  child.stdout?.setEncoding('utf8').on('data', onOutput);
  child.stderr?.setEncoding('utf8').on('data', onOutput);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal?.removeEventListener('abort', end);
  if (rest) onLine?.(stripVTControlCharacters(rest));
  return { exitCode, output, events };
}
