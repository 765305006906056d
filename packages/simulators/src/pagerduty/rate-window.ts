/** The first request after the end of a window opens the next window. */
export interface RateWindow {
  size: number;
  seconds: number;
}

export interface OpenWindow {
  admitted: boolean;
  remaining: number;
  secondsUntilReset: number;
}

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
