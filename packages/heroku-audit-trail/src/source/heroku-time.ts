import { DAY_MS } from '../model/days';

interface AnswerHeaders {
  get(name: string): string | null;
}

/** `Date` has whole seconds, and an answer takes time. */
const SLACK_MS = 2000;
const HOUR_MS = 3_600_000;

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
  let unused: number | undefined;

  const now = () => (offset === undefined ? machineNow() : offset + monotonicNow());

  /** Heroku's earlier answers and this machine both say another day: something on the way has a wrong clock. */
  const isAlone = (date: number) =>
    offset !== undefined && Math.abs(now() - machineNow()) < HOUR_MS && Math.abs(date - now()) > DAY_MS;

  return {
    /** Goes on from what an earlier process heard. */
    resume: (at: number | undefined): void => {
      if (at !== undefined) offset ??= at - monotonicNow();
    },
    /** Learns the time from an answer of Heroku. A page that is no JSON comes from something in between. */
    learnFrom: (headers: AnswerHeaders): void => {
      if (!/json/i.test(headers.get('content-type') ?? '')) return;
      answered = true;
      const date = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(date)) return;
      unused = isAlone(date) ? date : undefined;
      if (unused !== undefined) return;
      const heard = date - monotonicNow();
      // Each date is rounded down, so the latest estimate is the best one.
      const agrees = offset !== undefined && Math.abs(heard - offset) < SLACK_MS;
      offset = agrees ? Math.max(offset!, heard) : heard;
    },
    now,
    isKnown: () => answered,
    /** What the latest answer said, where it is not used. */
    unused: () => unused,
    /** How much Heroku's clock is ahead of this machine's. */
    aheadMs: (): number => {
      const ahead = now() - machineNow();
      return Math.abs(ahead) < SLACK_MS ? 0 : ahead;
    },
  };
}
