/** So many requests in each window of time, which the first request after the last window opens. */
export interface RateWindow {
  size: number;
  seconds: number;
}

export interface OpenWindow {
  /** Whether there was room for one more. */
  admitted: boolean;
  remaining: number;
  /** Whole seconds until the window ends, rounded up. */
  secondsUntilReset: number;
}

/** @param now milliseconds */
export function createWindow({ size, seconds }: RateWindow, now: () => number = Date.now): () => OpenWindow {
  let endsAt = 0;
  let used = 0;
  return function take() {
    const time = now();
    if (time >= endsAt) {
      endsAt = time + seconds * 1000;
      used = 0;
    }
    const admitted = used < size;
    if (admitted) used += 1;
    return { admitted, remaining: size - used, secondsUntilReset: Math.ceil((endsAt - time) / 1000) };
  };
}
