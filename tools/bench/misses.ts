import type { Benchmark } from './benchmark';
import type { Row } from './run-benchmark';
import type { Options } from './options';

const MAX_MEBIBYTES_ABOVE_FLOOR = 60;
/** A run may take a tenth more time than the rate limit requires. */
const RATE_LIMIT_TOLERANCE = 1.1;

export function missesOf(row: Row, rows: readonly Row[], benchmark: Benchmark, options: Options): string[] {
  // Another checkout may collect other types.
  if (row.variant === 'against') return [];
  if (row.variant === 'floor') return row.measured.problems;
  return [
    ...row.measured.problems,
    ...(options.rateLimit ? overRateLimit(row, benchmark) : []),
    ...(row.scale === 1 ? overLimit(row, benchmark, options) : []),
    ...overFloor(row, rows),
    ...overGrowth(row, rows),
  ];
}

function overRateLimit({ measured, refused }: Row, { rateLimited }: Benchmark): string[] {
  const allowed = (rateLimited?.seconds(measured.requests) ?? Infinity) * RATE_LIMIT_TOLERANCE;
  return [
    ...(measured.seconds * (rateLimited?.speed ?? 1) > allowed ? [`more than ${allowed.toFixed(1)} s`] : []),
    ...(refused > 0 ? [`${refused} answers were 429`] : []),
  ];
}

function overLimit({ measured }: Row, { limit }: Benchmark, { rateLimit }: Options): string[] {
  const { requests, seconds, mebibytes } = measured;
  return [
    ...(requests > limit.requests ? [`more than ${limit.requests} requests`] : []),
    ...(!rateLimit && seconds >= limit.seconds ? [`not under ${limit.seconds} s`] : []),
    ...(mebibytes >= (limit.mebibytes ?? Infinity) ? [`not under ${limit.mebibytes} MiB`] : []),
  ];
}

function overFloor({ scale, measured }: Row, rows: readonly Row[]): string[] {
  const floor = rows.find((other) => other.variant === 'floor' && other.scale === scale);
  if (!floor) return [];
  const above = measured.mebibytes - floor.measured.mebibytes;
  return above > MAX_MEBIBYTES_ABOVE_FLOOR ? [`${above.toFixed(0)} MiB above the floor`] : [];
}

function overGrowth({ variant, scale, measured }: Row, rows: readonly Row[]): string[] {
  const smaller = rows.find((other) => other.variant === variant && other.scale < scale);
  if (!smaller) return [];
  const growth = measured.seconds / smaller.measured.seconds;
  const ofData = scale / smaller.scale;
  return growth > ofData ? [`${growth.toFixed(1)} times the time for ${ofData} times the data`] : [];
}
