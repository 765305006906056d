import type { Clock } from '../waits';

/** A clock that stands still but for the sleeps, which pass at once, and are written down. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): Clock & { sleeps: number[] } {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      const until = now + ms;
      // What is on its way arrives before time passes: in so many turns of the event loop, on a busy machine as well.
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
      if (!signal?.aborted) now = Math.max(now, until);
    },
  };
}
