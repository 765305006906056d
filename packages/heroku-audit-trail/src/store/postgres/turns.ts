import type Pg from 'pg';

const HEARTBEAT_MS = 2500;

type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** One after the other: a session answers one statement at a time. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Keeps the session from being taken for one whose process was stopped. */
export function beat(client: Pg.Client, inTurn: Turns) {
  let endsAfterMs = Infinity;
  let askedAt: number | undefined;
  const timer = setInterval(() => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      inTurn(() => client.query('SELECT 1')).then(
        () => (askedAt = undefined),
        () => undefined,
      );
    } else if (performance.now() - askedAt > endsAfterMs) client.connection.stream.destroy();
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    stop: () => clearInterval(timer),
    endUnanswered: (afterMs: number) => void (endsAfterMs = afterMs),
  };
}
