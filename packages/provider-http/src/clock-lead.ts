import type { Headers } from 'node-fetch';

export type ClockLead = ReturnType<typeof createClockLead>;

/**
 * How far our clock is ahead of a provider's: never less than it is, so that nothing is sent before a window of the
 * provider's has begun. `Date` headers are whole seconds, rounded down: of many answers the one that came soonest after
 * a full second tells it best.
 */
export function createClockLead() {
  let least: number | undefined;
  return {
    hear(answer: Headers, now: number) {
      const date = Date.parse(answer.get('date') ?? '');
      if (!Number.isNaN(date)) least = Math.min(least ?? Infinity, now - date);
    },
    /** Milliseconds; 0 until an answer has told. */
    ms: () => least ?? 0,
  };
}
