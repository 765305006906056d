import Table from 'cli-table3';
import type { Benchmark } from './benchmark';
import type { Row } from './run-benchmark';
import type { Variant } from './measure';
import { missesOf } from './misses';
import type { Options } from './options';

const VARIANTS: Record<Variant, string> = {
  compiled: 'compiled',
  against: 'the other checkout',
  source: 'TypeScript sources',
  floor: 'the SDK alone',
};

const COLUMNS = ['', 'Requests', 'Retries', 'Waits', 'Seconds', 'CPU s', 'MiB', 'Entities', 'Relationships', ''];

/** A table: the older integration, the limits, then the measured runs. */
export function report(benchmark: Benchmark, rows: readonly Row[], options: Options): string {
  const table = new Table({
    head: COLUMNS,
    colAligns: COLUMNS.map((_, i) => (i === 0 || i === COLUMNS.length - 1 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  const { sequential, limit, rateLimited } = benchmark;
  table.push([
    sequential.name,
    grouped(sequential.requests),
    ...['', ''],
    grouped(sequential.seconds),
    ...['', '', '', '', sequential.remark],
  ]);
  const seconds = options.rateLimit ? '' : `< ${limit.seconds}`;
  table.push([
    'limit',
    `≤ ${grouped(limit.requests)}`,
    '',
    '',
    seconds,
    '',
    limit.mebibytes ? `< ${limit.mebibytes}` : '',
    '',
    '',
    '',
  ]);
  if (options.rateLimit && rateLimited && rows[0]) {
    const allowed = rateLimited.seconds(rows[0].measured.requests).toFixed(1);
    table.push(['rate limit', '', '', '', `${allowed} + 10 %`, '', '', '', '', rateLimited.title]);
  }
  for (const row of rows) table.push(cellsOf(row, rows, benchmark, options));
  return table.toString();
}

function cellsOf(row: Row, rows: readonly Row[], benchmark: Benchmark, options: Options): string[] {
  const { variant, scale, measured } = row;
  const misses = missesOf(row, rows, benchmark, options);
  const provider = (text: string) => (variant === 'floor' ? '' : text);
  return [
    `${VARIANTS[variant]}${scale === 1 ? '' : `, data × ${scale}`}`,
    provider(grouped(measured.requests)),
    provider(grouped(measured.retries)),
    provider(measured.waits === 0 ? '0' : `${measured.waits} (${measured.waitSeconds.toFixed(1)} s)`),
    measured.seconds.toFixed(1),
    measured.cpuSeconds.toFixed(1),
    measured.mebibytes.toFixed(0),
    grouped(measured.entities),
    grouped(measured.relationships),
    (misses.length > 0 ? `MISSED: ${misses.join('; ')}` : 'complete') + inReality(measured.seconds, benchmark, options),
  ];
}

function inReality(seconds: number, { rateLimited }: Benchmark, { rateLimit }: Options): string {
  if (!rateLimit || !rateLimited?.speed) return '';
  const minutes = (seconds * rateLimited.speed) / 60;
  return `; computed, not measured: ${minutes.toFixed(1)} minutes in reality, at ${rateLimited.speed} times the speed`;
}

const grouped = (count: number): string => (Number.isNaN(count) ? '?' : count.toLocaleString('en'));
