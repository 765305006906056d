/** Time as the client sees it, so that a test or a simulation can bend it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A longer timer would fire at once; whoever waits looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The system's time when the process began, carried on by a clock that cannot be set: where somebody sets the system's
 * in the middle of a pause, no request waits for days, and none leaves too soon.
 */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
      signal?.addEventListener('abort', wake);
    }),
};

/**
 * The system's clock, and one that is so many times as fast: a simulation of an hour then takes a minute, if the provider
 * is simulated at the same speed. Timeouts of the network do not go by it.
 */
export function clockAt(speed: number): Clock {
  if (speed === 1) return systemClock;
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
