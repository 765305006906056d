import { tooManyAtOnce, tooManyIn } from './errors';

export interface SentryLimit {
  requests: number;
  /** A window begins when the Unix time is a multiple of this. */
  windowSeconds: number;
  concurrent: number;
}

export interface Admission {
  headers: Record<string, string>;
  refusal?: object;
}

export interface Limiter {
  admit(): Admission;
  /** For an admitted request that is over. */
  leave(): void;
}

/** @see https://docs.sentry.io/api/ratelimits/ */
export function createLimiter(limit: SentryLimit, now: () => number = Date.now): Limiter {
  const { requests, windowSeconds, concurrent } = limit;
  let window = -1;
  let used = 0;
  let running = 0;
  return {
    admit() {
      const current = Math.floor(now() / 1000 / windowSeconds);
      if (current !== window) [window, used] = [current, 0];
      used += 1;
      const tooMany = used > requests;
      const tooFull = !tooMany && running >= concurrent;
      if (!tooMany && !tooFull) running += 1;
      return {
        headers: {
          'X-Sentry-Rate-Limit-Limit': String(requests),
          'X-Sentry-Rate-Limit-Remaining': String(Math.max(0, requests - used)),
          'X-Sentry-Rate-Limit-Reset': String((current + 1) * windowSeconds),
          'X-Sentry-Rate-Limit-ConcurrentLimit': String(concurrent),
          'X-Sentry-Rate-Limit-ConcurrentRemaining': String(concurrent - running),
        },
        refusal: tooMany ? tooManyIn(requests, windowSeconds) : tooFull ? tooManyAtOnce(concurrent) : undefined,
      };
    },
    leave() {
      running -= 1;
    },
  };
}

const DEFAULT_LIMIT: SentryLimit = { requests: 40, windowSeconds: 1, concurrent: 25 };

const OWN_LIMITS: Record<string, SentryLimit> = {
  '/organizations/:organization/repos/': { ...DEFAULT_LIMIT, requests: 200 },
  '/organizations/:organization/issues/': { ...DEFAULT_LIMIT, requests: 3 },
};

export interface SentryLimits {
  /** The limit of every endpoint. Default: the real limits. */
  limit?: SentryLimit;
  shared?: boolean;
}

/** @returns the limiter of the path of a route, such as `/teams/:team/members/` */
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
