interface AnswerHeaders {
  get(name: string): string | null;
}

/** `Date` has whole seconds, and an answer takes time. */
const SLACK_MS = 2000;

export type HerokuTime = ReturnType<typeof createHerokuTime>;

/**
 * Heroku's time: that of its latest answer, plus the time since then by a clock that cannot be set. So a jump of this
 * machine's clock changes no day.
 *
 * @param machineNow this machine's clock, used until Heroku has told the time.
 * @param monotonicNow milliseconds.
 */
export function createHerokuTime(machineNow: () => number, monotonicNow: () => number = () => performance.now()) {
  let answered = false;
  let offset: number | undefined;

  const now = () => (offset === undefined ? machineNow() : offset + monotonicNow());

  return {
    /** Learns the time from an answer of Heroku. A page that is no JSON comes from something in between. */
    learnFrom: (headers: AnswerHeaders): void => {
      if (!/json/i.test(headers.get('content-type') ?? '')) return;
      answered = true;
      const date = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(date)) return;
      const heard = date - monotonicNow();
      // Each date is rounded down, so the latest estimate is the best one.
      const agrees = offset !== undefined && Math.abs(heard - offset) < SLACK_MS;
      offset = agrees ? Math.max(offset!, heard) : heard;
    },
    now,
    isKnown: () => answered,
    /** How much Heroku's clock is ahead of this machine's. */
    aheadMs: (): number => {
      const ahead = now() - machineNow();
      return Math.abs(ahead) < SLACK_MS ? 0 : ahead;
    },
  };
}
