import { tooManyAtOnce, tooManyIn } from './errors';

/** How often one caller may use one endpoint. */
export interface SentryLimit {
  /** In each window. */
  requests: number;
  /** Windows begin at multiples of this since 1970. */
  windowSeconds: number;
  /** At the same time. */
  concurrent: number;
}

/** What was decided about a request when it arrived. */
export interface Admission {
  headers: Record<string, string>;
  /** Why it is refused. */
  refusal?: object;
}

export interface Limiter {
  admit(): Admission;
  /** One that was admitted is done. */
  leave(): void;
}

/** A fixed window and a bound on what is under way, as Sentry's own. @see https://docs.sentry.io/api/ratelimits/ */
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

/** The endpoints whose limit is another one. */
const OWN_LIMITS: Record<string, SentryLimit> = {
  '/organizations/:organization/repos/': { ...DEFAULT_LIMIT, requests: 200 },
  '/organizations/:organization/issues/': { ...DEFAULT_LIMIT, requests: 3 },
};

export interface SentryLimits {
  /** Instead of the real ones, for every endpoint. */
  limit?: SentryLimit;
  /** Whether all endpoints share one limit, as those of one of Sentry's groups do. Default: each has its own. */
  shared?: boolean;
}

/** The limiter of an endpoint, by its path with `:x` for whatever names a thing. */
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
