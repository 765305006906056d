import { DAY_MS } from '../model/days';

interface AnswerHeaders {
  get(name: string): string | null;
}

/** The `Date` header has whole seconds, and an answer takes time. */
const SLACK_MS = 2000;
const HOUR_MS = 3_600_000;

export type HerokuTime = ReturnType<typeof createHerokuTime>;

/** Heroku's latest time plus the monotonic time since then, so that a jump of `machineNow` changes no day. */
export function createHerokuTime(machineNow: () => number, monotonicNow: () => number = () => performance.now()) {
  let answered = false;
  let offset: number | undefined;
  let unused: number | undefined;

  const now = () => (offset === undefined ? machineNow() : offset + monotonicNow());

  /** Earlier answers and this machine both have another day, so something on the way has a wrong clock. */
  const isAlone = (date: number) =>
    offset !== undefined && Math.abs(now() - machineNow()) < HOUR_MS && Math.abs(date - now()) > DAY_MS;

  return {
    /** Continues from the time that an earlier process heard. */
    resume: (at: number | undefined): void => {
      if (at !== undefined) offset ??= at - monotonicNow();
    },
    /** An answer that is not JSON comes from a proxy. */
    learnFrom: (headers: AnswerHeaders): void => {
      if (!/json/i.test(headers.get('content-type') ?? '')) return;
      answered = true;
      const date = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(date)) return;
      unused = isAlone(date) ? date : undefined;
      if (unused !== undefined) return;
      const heard = date - monotonicNow();
      // Dates are rounded down, so the largest estimate is the most exact.
      const agrees = offset !== undefined && Math.abs(heard - offset) < SLACK_MS;
      offset = agrees ? Math.max(offset!, heard) : heard;
    },
    now,
    isKnown: () => answered,
    /** The time of the latest answer, if it is not used. */
    unused: () => unused,
    aheadMs: (): number => {
      const ahead = now() - machineNow();
      return Math.abs(ahead) < SLACK_MS ? 0 : ahead;
    },
  };
}
