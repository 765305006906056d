/** A pool of request tokens that fills up continuously. */
export interface RateLimit {
  size: number;
  refillPerSecond: number;
  /** At the start. Default: `size`. */
  remaining?: number;
  /** Whether a refusal says in `Retry-After` when the next token is there. Default: false. */
  retryAfter?: boolean;
}

export interface RatePool {
  /** Takes a token, or says that there is none. */
  take(): boolean;
  /** Whole tokens left. */
  remaining(): number;
  /** Until there is a token again; 0 where there is one. */
  secondsUntilNext(): number;
}

/** @param now milliseconds */
export function createRatePool(limit: RateLimit, now: () => number = Date.now): RatePool {
  let tokens = limit.remaining ?? limit.size;
  let filledAt = now();
  const refill = () => {
    const time = now();
    tokens = Math.min(limit.size, tokens + ((time - filledAt) / 1000) * limit.refillPerSecond);
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
