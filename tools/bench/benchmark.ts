import { declarationsOf, variableOf } from '../declared';
import type { TypeCounts } from '@j1-integrations/integration-kit/runner';

/** One graph of one integration, of one set of data. */
export interface Benchmark {
  /** The integration's folder below `packages`, which is also the simulator's name. */
  integration: string;
  /** What is collected, for people. */
  title: string;
  /** The data set, as the simulator's `size`; at a scale of 10 there is ten times as much of everything. */
  size: (scale: number) => object;
  /** The largest scale that the provider's API can answer in full. */
  largestScale?: number;
  /** How many of each type the graph must hold at that scale, reckoned from the data. Types that are not named are free. */
  truth: (scale: number) => TypeCounts;
  /** What the integration's environment holds to collect this from there. */
  env: (server: { url: string; token: string }) => Record<string, string>;
  /** At a scale of 1. */
  limit: Limit;
  /** What an integration that asks for one thing after the other took for the same data. */
  sequential: { name: string; requests: number; seconds: number; remark: string };
  rateLimited?: RateLimited;
  /** Whether it is measured with the limit only: what it reads is meant to take as long as the limit makes it. */
  onlyRateLimited?: boolean;
}

export interface Limit {
  requests: number;
  seconds: number;
  /** None was set. */
  mebibytes?: number;
}

/** The provider's real limit, which other runs are without. */
export interface RateLimited {
  /** Further options of the simulator. */
  server: object;
  /** What else the integration's environment holds. */
  env?: Record<string, string>;
  /** How many times as fast as in reality time passes, for the simulator's limit and for the client's waits. Default 1. */
  speed?: number;
  /** For people. */
  title: string;
  /** The shortest time in which the limit, less the reserve, lets so many requests through in reality. */
  seconds: (requests: number) => number;
}

/** Every simulated answer takes so long. */
export const LATENCY_MS = 20;

/** The environment of a run that reads nothing of what can be switched off. */
export const switchedOff = (integration: string): Record<string, string> =>
  Object.fromEntries(declarationsOf(integration).sources.map(({ id }) => [variableOf(id), 'false']));
