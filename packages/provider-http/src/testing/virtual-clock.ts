import type { Clock } from '../waits';

/** A clock that stands still but for the sleeps, which pass at once, and are written down. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): Clock & { sleeps: number[] } {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: async (ms) => {
      sleeps.push(ms);
      const until = now + ms;
      // What is on its way arrives before time passes, and others that are about to sleep do so from the same moment.
      await new Promise((resolve) => setTimeout(resolve, 10));
      now = Math.max(now, until);
    },
  };
}
