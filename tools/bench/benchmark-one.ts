import { join } from 'node:path';
import { LATENCY_MS, type Benchmark } from './benchmark';
import { graphOf, measure, type Measured, type Run, type Variant } from './measure';
import { BENCHMARKS, type Options } from './options';
import { startServer } from './server';

/** The best of several runs of one kind. */
export interface Row {
  variant: Variant;
  scale: number;
  measured: Measured;
  /** Answers with 429, over all runs at this scale. */
  refused: number;
}

export interface Place {
  folder: string;
  signal: AbortSignal;
}

/** The benchmarks that were asked for. @throws Error where none of them can be run so. */
export function benchmarksFor({ integration, scale, rateLimit }: Options): Benchmark[] {
  const wanted = BENCHMARKS.filter((benchmark) => integration === undefined || benchmark.integration === integration);
  const limited = wanted.filter(({ rateLimited, onlyRateLimited }) => (rateLimit ? rateLimited : !onlyRateLimited));
  if (limited.length === 0) throw new Error(`--rate-limit: ${integration} has no benchmark with one.`);
  const possible = limited.filter(({ largestScale = Infinity }) => scale <= largestScale);
  if (possible.length > 0) return possible;
  throw new Error(`--scale is ${scale}. Allowed for ${integration}: at most ${limited[0].largestScale}.`);
}

/** Measures one benchmark at the scale that was asked for, and at 1 to compare it with. */
export async function measureAll(benchmark: Benchmark, options: Options, place: Place): Promise<Row[]> {
  const rows: Row[] = [];
  for (const scale of new Set([1, options.scale].sort((a, b) => a - b))) {
    if (!place.signal.aborted) rows.push(...(await measureAt(scale, benchmark, options, place)));
  }
  return rows;
}

async function measureAt(scale: number, benchmark: Benchmark, options: Options, place: Place): Promise<Row[]> {
  const truth = benchmark.truth(scale);
  const server = await startServer(benchmark.integration, {
    size: benchmark.size(scale),
    latencyMs: LATENCY_MS,
    ...(options.rateLimit && benchmark.rateLimited?.server),
  });
  const rows: Omit<Row, 'refused'>[] = [];
  let refused = 0;
  try {
    for (const variant of variantsOf(options)) {
      const run: Run = {
        benchmark,
        variant,
        truth,
        env: { ...benchmark.env(server), ...(options.rateLimit && benchmark.rateLimited?.env) },
        folder: join(place.folder, variant),
        graph: graphOf(join(place.folder, 'compiled')),
        signal: place.signal,
      };
      rows.push({ variant, scale, measured: await bestOf(options.runs, run) });
    }
  } finally {
    refused = (await server.end())[429] ?? 0;
  }
  return rows.map((row) => ({ ...row, refused }));
}

/** The floor takes what the compiled one has collected. */
function variantsOf({ floor, rateLimit }: Options): Variant[] {
  if (rateLimit) return ['compiled'];
  return floor ? ['compiled', 'floor'] : ['compiled', 'source'];
}

/** Other work on the machine only ever adds time; memory is what was needed at the worst. */
async function bestOf(runs: number, run: Run): Promise<Measured> {
  const all: Measured[] = [];
  for (let i = 0; i < runs && !run.signal.aborted; i++) all.push(await measure(run));
  const [quickest] = all.sort((a, b) => a.seconds - b.seconds);
  return {
    ...quickest,
    mebibytes: Math.max(...all.map(({ mebibytes }) => mebibytes)),
    problems: [...new Set(all.flatMap(({ problems }) => problems))],
  };
}
