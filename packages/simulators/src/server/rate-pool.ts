export interface RateLimit {
  size: number;
  refillPerSecond: number;
  /** Tokens at the start. Default: `size`. */
  remaining?: number;
  /** Whether a refusal has a `Retry-After`. */
  retryAfter?: boolean;
}

export interface RatePool {
  take(): boolean;
  remaining(): number;
  secondsUntilNext(): number;
}

export function createRatePool(limit: RateLimit, now: () => number = Date.now): RatePool {
  let tokens = limit.remaining ?? limit.size;
  /** It refills from the first request on, however long the client takes to start. */
  let filledAt: number | undefined;
  const refill = () => {
    const time = now();
    tokens = Math.min(limit.size, tokens + ((time - (filledAt ?? time)) / 1000) * limit.refillPerSecond);
    filledAt = time;
  };
  return {
    take() {
      refill();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    remaining() {
      refill();
      return Math.floor(tokens);
    },
    secondsUntilNext() {
      refill();
      return Math.max(0, 1 - tokens) / limit.refillPerSecond;
    },
  };
}
