import { declarationsOf, variableOf } from '../declared';
import type { TypeCounts } from '@j1-integrations/integration-kit/runner';

/** One graph of one integration and one data set. */
export interface Benchmark {
  /** The folder in `packages`, also the simulator's name. */
  integration: string;
  title: string;
  /** The simulator's `size` for a scale; at 10, ten times as much of everything. */
  size: (scale: number) => object;
  /** The largest scale that the provider's API can answer completely. */
  largestScale?: number;
  /** The expected number of each type, computed from the data. Other types are not checked. */
  truth: (scale: number) => TypeCounts;
  /** The environment of the integration. */
  env: (server: { url: string; token: string }) => Record<string, string>;
  /** At a scale of 1. */
  limit: Limit;
  /** An older integration that sends its requests one by one, with the same data. */
  sequential: { name: string; requests: number; seconds: number; remark: string };
  rateLimited?: RateLimited;
  /** Only measured with the rate limit, because the limit decides its time. */
  onlyRateLimited?: boolean;
}

export interface Limit {
  requests: number;
  seconds: number;
  /** No limit by default. */
  mebibytes?: number;
}

/** The provider's real rate limit; other runs have none. */
export interface RateLimited {
  server: object;
  env?: Record<string, string>;
  /** How much faster time passes, for the simulator's limit and the client's waits. Default: 1. */
  speed?: number;
  title: string;
  /** The shortest real time in which the limit, less the reserve, allows this many requests. */
  seconds: (requests: number) => number;
}

export const LATENCY_MS = 20;

/** The environment that switches all sources off. */
export const switchedOff = (integration: string): Record<string, string> =>
  Object.fromEntries(declarationsOf(integration).sources.map(({ id }) => [variableOf(id), 'false']));
