import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collect, countTypes, type CollectResult, type TypeCounts } from '@j1-integrations/integration-kit/runner';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import { packageFolder } from '../paths';
import type { Benchmark } from './benchmark';
import { USAGE_FILE, type Usage } from './usage';

/** The compiled integration, that of another checkout, the TypeScript sources, or the SDK alone. */
export type Variant = 'compiled' | 'against' | 'source' | 'floor';

export interface Measured extends Usage {
  requests: number;
  retries: number;
  /** All waits for the rate limit, including the client's own pace. */
  waits: number;
  waitSeconds: number;
  seconds: number;
  entities: number;
  relationships: number;
  /** Why the figures are invalid: a failed run, or a graph that differs from the data. */
  problems: string[];
}

export interface Run {
  benchmark: Benchmark;
  variant: Variant;
  against?: string;
  truth: TypeCounts;
  env: Record<string, string>;
  requestCount: () => Promise<number>;
  folder: string;
  /** The graph of the compiled run, for the floor. */
  graph: string;
  signal: AbortSignal;
}

/** Runs the integration in a child process, and leaves its graph in the folder. */
export async function measure(run: Run): Promise<Measured> {
  const { benchmark, variant, against = '', truth, env, requestCount, folder, graph, signal } = run;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const usageFile = join(folder, 'usage');
  const { integration: name } = benchmark;
  const integration = variant === 'against' ? join(against, 'packages', name) : packageFolder(name);
  const before = await requestCount();
  const result = await collect({
    packageFolder: variant === 'floor' ? join(__dirname, 'floor') : integration,
    runFolder: join(folder, 'run'),
    compiled: variant === 'compiled' || variant === 'against',
    env: {
      PATH: process.env.PATH,
      ...(variant === 'floor' ? { FLOOR_PACKAGE: integration, FLOOR_GRAPH: graph } : env),
      [USAGE_FILE]: usageFile,
      NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'usage.js'))}`,
    },
    signal,
  });
  const { entities, relationships } = await countTypes(result.storageFolder);
  // Older checkouts write no run.json.
  const { requests, retries = NaN, waits } = result.record ?? {};
  return {
    requests: requests ?? (await requestCount()) - before,
    retries,
    waits: waits?.count ?? 0,
    waitSeconds: waits?.seconds ?? 0,
    seconds: result.seconds,
    ...(await usageIn(usageFile)),
    entities: totalOf(entities),
    relationships: totalOf(relationships),
    problems: [...failuresOf(result), ...differences({ ...entities, ...relationships }, truth)],
  };
}

export const graphOf = (folder: string): string => join(folder, 'run', '.j1-integration', 'graph');

async function usageIn(file: string): Promise<Usage> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? { cpuSeconds: NaN, mebibytes: NaN } : (JSON.parse(text) as Usage);
}

function failuresOf({ outcome, output }: CollectResult): string[] {
  const { status } = jobHealthOf(outcome);
  if (status === 'COMPLETED') return [];
  const reason = outcome.events.find(({ level }) => level !== 'info')?.description ?? output.trim().split('\n').at(-1);
  return [`${status}: ${reason || 'it gave no reason'}`];
}

function differences(counts: TypeCounts, truth: TypeCounts): string[] {
  return Object.entries(truth)
    .filter(([type, count]) => (counts[type] ?? 0) !== count)
    .map(([type, count]) => `${counts[type] ?? 0} ${type} instead of ${count}`);
}

const totalOf = (counts: TypeCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
