import { spawn } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { IntegrationStepResult } from '@jupiterone/integration-sdk-core';
import type { Counters } from '@j1-integrations/provider-http';
import { sumOfShares } from '../request-share';

export interface CollectOptions {
  /** The integration's package folder, whose `src` (or, where a package has none, `dist`) is run. */
  packageFolder: string;
  /** A folder of this run alone; it is made. The SDK erases and rewrites what is below it. */
  runFolder: string;
  /** The whole environment of the child, so that it gets no other integration's credentials. */
  env: NodeJS.ProcessEnv;
  /** Called with each line that the child writes. */
  onLine?: (line: string) => void;
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

export type CollectStatus = 'COMPLETED' | 'COMPLETED_WITH_WARNINGS' | 'COMPLETED_WITH_ERRORS' | 'FAILED';

/** What one `j1-integration collect` did. */
export interface CollectResult {
  /** The command exits with 0 also when steps failed, so this comes from its summary; without one it is FAILED. */
  status: CollectStatus;
  exitCode: number | null;
  steps: IntegrationStepResult[];
  /** The types that JupiterOne must not delete from. */
  partialTypes: string[];
  requests: Counters;
  /** The lines of warnings and errors, without their stacks. */
  warnings: string[];
  errors: string[];
  /** Everything that the child wrote. */
  output: string;
  /** Where the graph is. */
  storageFolder: string;
  seconds: number;
}

const OK = new Set(['success', 'cached', 'disabled']);

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
  const { exitCode, output } = await run(process.execPath, [cli, 'collect', '--project-path', runFolder, ...args], {
    ...options,
    env: { AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1', ...env },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const storageFolder = join(runFolder, '.j1-integration');
  const summary = await readSummary(storageFolder);
  const steps = summary?.integrationStepResults ?? [];
  const warnings = linesOf(output, 'WARN');
  const errors = linesOf(output, 'ERROR');
  return {
    status: !summary || exitCode !== 0 ? 'FAILED' : statusOf(steps, warnings),
    exitCode,
    steps,
    partialTypes: summary?.metadata.partialDatasets.types ?? [],
    requests: sumOfShares(output),
    warnings,
    errors,
    output,
    storageFolder,
    seconds,
  };
}

function statusOf(steps: readonly IntegrationStepResult[], warnings: readonly string[]): CollectStatus {
  if (steps.some(({ status }) => !OK.has(status))) return 'COMPLETED_WITH_ERRORS';
  return warnings.length > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED';
}

interface Summary {
  integrationStepResults: IntegrationStepResult[];
  metadata: { partialDatasets: { types: string[] } };
}

async function readSummary(storageFolder: string): Promise<Summary | undefined> {
  try {
    return JSON.parse(await readFile(join(storageFolder, 'summary.json'), 'utf8')) as Summary;
  } catch {
    return undefined; // The SDK writes none when it fails early.
  }
}

// eslint-disable-next-line no-control-regex -- terminals' colours
const COLOUR = /\u001b\[[0-9;]*m/g;

/** The SDK's pretty lines: time, level, logger, message. */
function linesOf(output: string, level: 'WARN' | 'ERROR'): string[] {
  const pattern = new RegExp(`^\\S+\\s+${level}\\s+[^:]+: (.*)$`);
  return output
    .replace(COLOUR, '')
    .split('\n')
    .flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

async function run(
  command: string,
  args: readonly string[],
  { packageFolder, runFolder, compiled, env, onLine, signal }: CollectOptions,
): Promise<{ exitCode: number | null; output: string }> {
  // Sources need the package's tsconfig, which is found from its folder, as its .env is.
  const cwd = compiled ? runFolder : packageFolder;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  let output = '';
  let rest = '';
  const hear = (piece: string) => {
    output += piece;
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line.replace(COLOUR, ''));
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal?.removeEventListener('abort', end);
  if (rest) onLine?.(rest.replace(COLOUR, ''));
  return { exitCode, output };
}
