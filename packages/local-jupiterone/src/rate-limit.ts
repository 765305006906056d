/** A token bucket as JupiterOne's: every top-level field of a request costs one. */
export interface RateLimit {
  /** How many tokens the bucket holds. */
  limit: number;
  /** How long an empty bucket takes to be full again. */
  windowSeconds: number;
}

export interface Spent {
  allowed: boolean;
  headers: Record<string, string>;
}

export function createBucket({ limit, windowSeconds }: RateLimit): (requested: number) => Spent {
  const perMillisecond = limit / (windowSeconds * 1000);
  let tokens = limit;
  let at = Date.now();

  return (requested) => {
    const now = Date.now();
    tokens = Math.min(limit, tokens + (now - at) * perMillisecond);
    at = now;
    const allowed = tokens >= requested;
    if (allowed) tokens -= requested;
    const missing = allowed ? limit - tokens : requested - tokens;
    return {
      allowed,
      headers: {
        'RateLimit-Limit': String(limit),
        'RateLimit-Remaining': String(Math.floor(tokens)),
        'RateLimit-Reset': String(Math.ceil(missing / perMillisecond / 1000)),
        'RateLimit-Requested': String(requested),
      },
    };
  };
}
