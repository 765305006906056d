/** What of an answer tells the time. */
interface AnswerHeaders {
  get(name: string): string | null;
}

/** Dates are whole seconds, and answers take their time: what is less apart is no difference. */
const SLACK_MS = 2000;

export type HerokuTime = ReturnType<typeof createHerokuTime>;

/**
 * What time it is at Heroku: as its latest answer said, and carried on from there by a clock that only runs. So a clock
 * that is set, or jumps, moves no day.
 *
 * @param wall this machine's clock, in milliseconds since 1970: what there is until Heroku has said the time.
 * @param running milliseconds by a clock that cannot be set.
 */
export function createHerokuTime(wall: () => number, running: () => number = () => performance.now()) {
  let answered = false;
  /** What `running` has to be raised by to be Heroku's time. */
  let offset: number | undefined;

  const now = () => (offset === undefined ? wall() : offset + running());

  return {
    /** Learns from an answer, also from a refusal. A page that is no JSON is of something in between, as its time is. */
    hear: (headers: AnswerHeaders): void => {
      if (!/json/i.test(headers.get('content-type') ?? '')) return;
      answered = true;
      const date = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(date)) return;
      const heard = date - running();
      // Of dates that agree the latest is the best: each is rounded down.
      const agrees = offset !== undefined && Math.abs(heard - offset) < SLACK_MS;
      offset = agrees ? Math.max(offset!, heard) : heard;
    },
    /** Milliseconds since 1970. */
    now,
    /** Whether Heroku has answered: until then only this machine says what day it is. */
    isKnown: () => answered,
    /** How much Heroku's clock is ahead of this machine's, in milliseconds. */
    aheadMs: (): number => {
      const ahead = now() - wall();
      return Math.abs(ahead) < SLACK_MS ? 0 : ahead;
    },
  };
}
