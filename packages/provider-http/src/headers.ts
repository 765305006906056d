import type { Headers } from 'node-fetch';

/**
 * How a provider tells what is left of a rate pool. Names of headers, in any case. Of a list such as
 * `1000, 10000;window=60, 1000;window=60` the first number counts, and the window of the policy with this number.
 */
export interface RateLimitHeaders {
  remaining: string;
  /** The pool's size; and the size, where no header tells it. */
  limit?: string;
  size?: number;
  /** When the pool is full again: see `resetIn`. Without it the pool refills by `refillPerSecond`. */
  reset?: string;
  refillPerSecond?: number;
  /** Whether the pool refills steadily, over the window in `limit` or until `reset`. Default: all at once at `reset`. */
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

/** When a header says that a wait ends: by a number of seconds, by the second since 1970, or by a date. */
export function resetIn(answer: Headers, header: string | undefined): Reset | undefined {
  const seconds = numberIn(answer, header);
  if (seconds !== undefined) return seconds > LONGEST_WAIT_SECONDS ? { at: seconds * 1000 } : { inMs: seconds * 1000 };
  const at = header === undefined ? undefined : dateIn(answer, header);
  return at === undefined ? undefined : { at };
}

/** The seconds that a header asks to wait. A moment counts from the answer's own `Date`. */
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

/** The seconds over which so many requests come back, as the policies of a limit tell: `10, 10;w=1, 500;w=3600`. */
export function windowIn(answer: Headers, header: string | undefined): number | undefined {
  const limit = (header === undefined ? null : answer.get(header)) ?? '';
  const size = numberIn(answer, header);
  const policies = [...limit.matchAll(/(\d+)\s*;[^,]*?\bw(?:indow)?\s*=\s*(\d+)/gi)];
  const [, , window] = policies.find(([, quota]) => Number(quota) === size) ?? policies[0] ?? [];
  return window === undefined ? undefined : Number(window);
}
