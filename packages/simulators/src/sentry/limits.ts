import { tooManyAtOnce, tooManyIn } from './errors';

export interface SentryLimit {
  /** Per window. */
  requests: number;
  /** Windows begin at multiples of this, as Unix time. */
  windowSeconds: number;
  concurrent: number;
}

export interface Admission {
  headers: Record<string, string>;
  refusal?: object;
}

export interface Limiter {
  admit(): Admission;
  /** An admitted request is over. */
  leave(): void;
}

/** A fixed window and a bound of concurrent requests. @see https://docs.sentry.io/api/ratelimits/ */
export function createLimiter(limit: SentryLimit, now: () => number = Date.now): Limiter {
  const { requests, windowSeconds, concurrent } = limit;
  let window = -1;
  let used = 0;
  let underWay = 0;
  return {
    admit() {
      const current = Math.floor(now() / 1000 / windowSeconds);
      if (current !== window) [window, used] = [current, 0];
      used += 1;
      const tooMany = used > requests;
      const tooFull = !tooMany && underWay >= concurrent;
      if (!tooMany && !tooFull) underWay += 1;
      return {
        headers: {
          'X-Sentry-Rate-Limit-Limit': String(requests),
          'X-Sentry-Rate-Limit-Remaining': String(Math.max(0, requests - used)),
          'X-Sentry-Rate-Limit-Reset': String((current + 1) * windowSeconds),
          'X-Sentry-Rate-Limit-ConcurrentLimit': String(concurrent),
          'X-Sentry-Rate-Limit-ConcurrentRemaining': String(concurrent - underWay),
        },
        refusal: tooMany ? tooManyIn(requests, windowSeconds) : tooFull ? tooManyAtOnce(concurrent) : undefined,
      };
    },
    leave() {
      underWay -= 1;
    },
  };
}

const DEFAULT_LIMIT: SentryLimit = { requests: 40, windowSeconds: 1, concurrent: 25 };

/** Endpoints with another limit. */
const OWN_LIMITS: Record<string, SentryLimit> = {
  '/organizations/:organization/repos/': { ...DEFAULT_LIMIT, requests: 200 },
  '/organizations/:organization/issues/': { ...DEFAULT_LIMIT, requests: 3 },
};

export interface SentryLimits {
  /** For every endpoint. Default: the real ones. */
  limit?: SentryLimit;
  /** Whether all endpoints share one limit. Default: false. */
  shared?: boolean;
}

/** By the path of the route, such as `/teams/:team/members/`. */
export function createLimiters({ limit, shared = false }: SentryLimits): (endpoint: string) => Limiter {
  const limiters = new Map<string, Limiter>();
  return (endpoint) => {
    const key = shared ? 'all' : endpoint;
    let limiter = limiters.get(key);
    if (!limiter) {
      limiter = createLimiter(limit ?? (shared ? DEFAULT_LIMIT : (OWN_LIMITS[endpoint] ?? DEFAULT_LIMIT)));
      limiters.set(key, limiter);
    }
    return limiter;
  };
}
