import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchmarksFor, measureAll } from './run-benchmark';
import { missesOf } from './misses';
import { readOptions, USAGE } from './options';
import { report } from './report';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  let missed = false;
  try {
    for (const benchmark of benchmarksFor(options)) {
      const [load] = loadavg();
      process.stdout.write(
        `${benchmark.title}\n` +
          `Node ${process.version}, ${cpus().length} cores, load ${load.toFixed(1)} before, ` +
          `shortest time and highest memory of ${options.runs} runs.\n`,
      );
      const rows = await measureAll(benchmark, options, { folder, signal: stop.signal });
      if (stop.signal.aborted) return 130;
      process.stdout.write(`${report(benchmark, rows, options)}\n\n`);
      missed ||= rows.some((row) => missesOf(row, rows, benchmark, options).length > 0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return missed ? 1 : 0;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
