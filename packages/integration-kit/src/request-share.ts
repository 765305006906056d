import type { Counters } from '@j1-integrations/provider-http';

/** The log line with a step's share of the requests. Read back by `sumOfShares`, for the table after a run. */
export function describeShare({ requests, retries, rateLimitWaits, rateLimitWaitMs }: Readonly<Counters>): string {
  const waits = `${rateLimitWaits} waits for the rate limit (${(rateLimitWaitMs / 1000).toFixed(1)} s)`;
  return `Provider requests: ${requests} sent, ${retries} of them again, ${waits}.`;
}

const SHARE = /Provider requests: (\d+) sent, (\d+) of them again, (\d+) waits for the rate limit \(([\d.]+) s\)/g;

/** The sum of all shares in a log. */
export function sumOfShares(log: string): Counters {
  const sum: Counters = { requests: 0, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 };
  for (const [, requests, retries, waits, seconds] of log.matchAll(SHARE)) {
    sum.requests += Number(requests);
    sum.retries += Number(retries);
    sum.rateLimitWaits += Number(waits);
    sum.rateLimitWaitMs += Number(seconds) * 1000;
  }
  return sum;
}
