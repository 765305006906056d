import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './measured';
import { writeGraph } from './generate';

const USAGE = `Measures the query engine on a generated graph, and then SQLite with the same graph and question. Ends with 1 if the
engine takes too much memory, or more time than SQLite.

  npm run bench:j1ql -- [--entities <count>] [--relationships <count>]

  --entities       default: 60000
  --relationships  default: 150000
`;

const MAX_MEBIBYTES = { perThousandEntities: 3.44, nodeAlone: 140 };
/** Time is compared with SQLite in the same run, because machines differ in speed. */
const MAX_SHARE_OF_SQLITE = { loadCpu: 1, query: 1 };

function main(): number {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, entities: { type: 'string' }, relationships: { type: 'string' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [entities, relationships] = [Number(values.entities ?? 60_000), Number(values.relationships ?? 150_000)];
  const folder = mkdtempSync(join(tmpdir(), 'bench-j1ql-'));
  try {
    writeGraph(folder, entities, relationships);
    const [load] = loadavg();
    process.stdout.write(
      `${entities} entities, ${relationships} relationships. Node ${process.version}, ${cpus().length} cores, load ${load.toFixed(1)} before.\n`,
    );
    const engine = measure('measure-engine.js', folder);
    const sqlite = measure('measure-sqlite.js', folder);
    report({ j1ql: engine, 'SQLite in memory': sqlite });
    return missesOf(engine, sqlite, entities).map((miss) => process.stdout.write(`Missed: ${miss}\n`)).length > 0
      ? 1
      : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(script: string, folder: string): Measured {
  const output = execFileSync(process.execPath, [join(__dirname, script), folder], { encoding: 'utf8' });
  return JSON.parse(output) as Measured;
}

function report(measured: Record<string, Measured>): void {
  for (const [name, { load, loadCpu, loadPeak, query, questions, peak }] of Object.entries(measured)) {
    process.stdout.write(
      `${name}: load ${(load / 1000).toFixed(2)} s (CPU ${(loadCpu / 1000).toFixed(2)} s), ${loadPeak.toFixed(0)} MiB; two steps with filters ${query.first.toFixed(0)} ms (CPU ${query.firstCpu.toFixed(0)} ms), again ${query.best.toFixed(0)} ms, ${query.rows} rows; ${peak.toFixed(0)} MiB at the end\n`,
    );
    if (!questions) continue;
    process.stdout.write(
      `  ${questions.count} shipped queries in ${questions.total.toFixed(0)} ms of the processor, the slowest in ${questions.slowest.first.toFixed(0)} ms: ${questions.slowest.text}\n`,
    );
  }
}

function missesOf(engine: Measured, sqlite: Measured, entities: number): string[] {
  const memory = MAX_MEBIBYTES.nodeAlone + (MAX_MEBIBYTES.perThousandEntities * entities) / 1000;
  return [
    engine.query.rows === sqlite.query.rows ? '' : `SQLite finds ${sqlite.query.rows} rows.`,
    engine.loadPeak <= memory ? '' : `${engine.loadPeak.toFixed(0)} MiB, at most ${memory.toFixed(0)}.`,
    ...(['loadCpu', 'query'] as const).map((what) => {
      const [own, other] = [engine, sqlite].map((one) => (what === 'query' ? one.query.best : one.loadCpu));
      const most = other * MAX_SHARE_OF_SQLITE[what];
      return own <= most ? '' : `${what} took ${own.toFixed(0)} ms, at most ${most.toFixed(0)}.`;
    }),
  ].filter((miss) => miss !== '');
}

process.exitCode = main();
