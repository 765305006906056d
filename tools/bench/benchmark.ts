import { declarationsOf, fieldVariable } from '../declarations';
import type { TypeCounts } from '@j1-integrations/integration-kit/runner';

/** One integration with one data set. */
export interface Benchmark {
  /** The name of its folder in `packages`, and of its simulator. */
  integration: string;
  title: string;
  /** The simulator's `size`. A scale of 10 makes ten times the data. */
  size: (scale: number) => object;
  /** The largest scale that the provider's API can answer completely. */
  largestScale?: number;
  /** The expected number of each type, computed from the data. Other types are not checked. */
  truth: (scale: number) => TypeCounts;
  env: (server: { url: string; token: string }) => Record<string, string>;
  /** The limit at a scale of 1. */
  limit: Limit;
  /** An older integration that sends its requests one by one, measured with data of the same size. */
  sequential: { name: string; requests: number; seconds: number; remark: string };
  rateLimited?: RateLimited;
  onlyRateLimited?: boolean;
}

export interface Limit {
  requests: number;
  seconds: number;
  mebibytes?: number;
}

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

export const allSourcesOff = (integration: string): Record<string, string> =>
  Object.fromEntries(declarationsOf(integration).sources.map(({ id }) => [fieldVariable(id), 'false']));
