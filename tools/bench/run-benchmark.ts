import { join } from 'node:path';
import { LATENCY_MS, type Benchmark } from './benchmark';
import { graphOf, measure, type Measured, type Run, type Variant } from './measure';
import { BENCHMARKS, type Options } from './options';
import { startServer } from './server';

export interface Row {
  variant: Variant;
  scale: number;
  measured: Measured;
  /** The number of 429 answers in all runs at this scale. */
  refused: number;
}

export interface RunContext {
  folder: string;
  signal: AbortSignal;
}

export function benchmarksFor({ integration, scale, rateLimit }: Options): Benchmark[] {
  const wanted = BENCHMARKS.filter((benchmark) => integration === undefined || benchmark.integration === integration);
  const limited = wanted.filter(({ rateLimited, onlyRateLimited }) => (rateLimit ? rateLimited : !onlyRateLimited));
  if (limited.length === 0) throw new Error(`--rate-limit: ${integration} has no benchmark with a rate limit.`);
  const possible = limited.filter(({ largestScale = Infinity }) => scale <= largestScale);
  if (possible.length > 0) return possible;
  throw new Error(`--scale is ${scale}. Allowed for ${integration}: at most ${limited[0].largestScale}.`);
}

/** Also measures at a scale of 1, for comparison. */
export async function measureAll(benchmark: Benchmark, options: Options, context: RunContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const scale of new Set([1, options.scale].sort((a, b) => a - b))) {
    if (!context.signal.aborted) rows.push(...(await measureAt(scale, benchmark, options, context)));
  }
  return rows;
}

async function measureAt(scale: number, benchmark: Benchmark, options: Options, context: RunContext): Promise<Row[]> {
  const truth = benchmark.truth(scale);
  const server = await startServer(benchmark.integration, {
    size: benchmark.size(scale),
    latencyMs: LATENCY_MS,
    ...(options.rateLimit && benchmark.rateLimited?.server),
  });
  const variants = variantsOf(options);
  const all = new Map<Variant, Measured[]>(variants.map((variant) => [variant, []]));
  let refused = 0;
  try {
    // Variants take turns, so that other load on the machine affects all of them.
    for (let i = 0; i < options.runs; i += 1) {
      for (const variant of variants) {
        const run: Run = {
          benchmark,
          variant,
          against: options.against,
          truth,
          requestCount: () => server.requestCount(),
          env: { ...benchmark.env(server), ...(options.rateLimit && benchmark.rateLimited?.env) },
          folder: join(context.folder, variant),
          graph: graphOf(join(context.folder, 'compiled')),
          signal: context.signal,
        };
        if (!context.signal.aborted) all.get(variant)?.push(await measure(run));
      }
    }
  } finally {
    refused = (await server.end())[429] ?? 0;
  }
  return [...all].flatMap(([variant, runs]) =>
    runs.length > 0 ? [{ variant, scale, refused, measured: bestOf(runs) }] : [],
  );
}

/** The floor reads the graph of the compiled variant. */
function variantsOf({ floor, against, rateLimit }: Options): Variant[] {
  if (against !== undefined) return ['compiled', 'against'];
  if (rateLimit) return ['compiled'];
  return floor ? ['compiled', 'floor'] : ['compiled', 'source'];
}

/** Other load on the machine only adds time. So the shortest time counts, but the highest memory. */
function bestOf(all: Measured[]): Measured {
  const [quickest] = all.sort((a, b) => a.seconds - b.seconds);
  return {
    ...quickest,
    cpuSeconds: Math.min(...all.map(({ cpuSeconds }) => cpuSeconds)),
    mebibytes: Math.max(...all.map(({ mebibytes }) => mebibytes)),
    problems: [...new Set(all.flatMap(({ problems }) => problems))],
  };
}
