import type { Headers } from 'node-fetch';

/** Names of headers. Their first number counts, such as 1000 in `1000, 10000;window=60, 1000;window=60`. */
export interface RateLimitHeaders {
  remaining: string;
  limit?: string;
  /** For a provider without `limit`. */
  size?: number;
  /** When the pool is full again. Without it, `refillPerSecond` counts. */
  reset?: string;
  refillPerSecond?: number;
  /** Whether the pool refills steadily, and not all at once at `reset`. */
  steady?: boolean;
  concurrency?: string;
}

export function numberIn(answer: Headers, header: string | undefined): number | undefined {
  const text = header === undefined ? null : answer.get(header);
  const [number] = /^\s*-?\d+(\.\d+)?(?=\s*(,|;|$))/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Math.max(0, Number(number));
}

const LONGEST_WAIT_SECONDS = 1e9;

export type Reset = { at: number } | { inMs: number };

/** A header can have seconds from now, a Unix time, or a date. */
export function resetIn(answer: Headers, header: string | undefined): Reset | undefined {
  const seconds = numberIn(answer, header);
  if (seconds !== undefined) return seconds > LONGEST_WAIT_SECONDS ? { at: seconds * 1000 } : { inMs: seconds * 1000 };
  const at = header === undefined ? undefined : dateIn(answer, header);
  return at === undefined ? undefined : { at };
}

/** Seconds from now. A Unix time or date is compared with the answer's own `Date`. */
export function secondsIn(answer: Headers, header: string): number | undefined {
  const reset = resetIn(answer, header);
  if (!reset) return undefined;
  const ms = 'inMs' in reset ? reset.inMs : reset.at - (dateIn(answer, 'date') ?? Date.now());
  return Math.max(0, ms / 1000);
}

export function dateIn(answer: Headers, header: string): number | undefined {
  const date = Date.parse(answer.get(header) ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** The window of the limit, such as 1 in `10, 10;w=1, 500;w=3600`. */
export function windowIn(answer: Headers, header: string | undefined): number | undefined {
  const limit = (header === undefined ? null : answer.get(header)) ?? '';
  const size = numberIn(answer, header);
  const policies = [...limit.matchAll(/(\d+)\s*;[^,]*?\bw(?:indow)?\s*=\s*(\d+)/gi)];
  const [, , window] = policies.find(([, quota]) => Number(quota) === size) ?? policies[0] ?? [];
  return window === undefined ? undefined : Number(window);
}
