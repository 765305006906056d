export interface RateLimit {
  limit: number;
  windowSeconds: number;
}

export interface Spent {
  allowed: boolean;
  headers: Record<string, string>;
}

/** Tokens per key, and per account. A root field costs one token. */
export const JUPITERONE_LIMITS: readonly RateLimit[] = [
  { limit: 1000, windowSeconds: 60 },
  { limit: 2000, windowSeconds: 120 },
];

/** Takes tokens from all buckets, or from none if one has too few. */
export function createBuckets(limits: readonly RateLimit[], now: () => number): (requested: number) => Spent {
  const buckets = limits.map((limit) => createBucket(limit, now()));
  return (requested) => {
    for (const bucket of buckets) bucket.refill(now());
    const allowed = buckets.every(({ left }) => left() >= requested);
    if (allowed) for (const bucket of buckets) bucket.take(requested);
    const least = buckets.reduce((a, b) => (b.left() < a.left() ? b : a));
    return {
      allowed,
      headers: {
        'RateLimit-Limit': [least.limit, ...limits.map((each) => `${each.limit};window=${each.windowSeconds}`)].join(
          ', ',
        ),
        'RateLimit-Remaining': String(Math.floor(least.left())),
        'RateLimit-Reset': String(Math.ceil(Math.max(...buckets.map(({ fullInSeconds }) => fullInSeconds())))),
        'RateLimit-Requested': String(requested),
      },
    };
  };
}

function createBucket({ limit, windowSeconds }: RateLimit, since: number) {
  let tokens = limit;
  let at = since;
  return {
    limit,
    left: () => tokens,
    take: (requested: number) => void (tokens -= requested),
    refill(now: number) {
      tokens = Math.min(limit, tokens + ((now - at) / 1000) * (limit / windowSeconds));
      at = now;
    },
    fullInSeconds: () => ((limit - tokens) / limit) * windowSeconds,
  };
}
