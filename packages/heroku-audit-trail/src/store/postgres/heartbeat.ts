import type Pg from 'pg';
import type { StatementQueue } from './statement-queue';

const HEARTBEAT_MS = 2500;

/** Without it, the server would end an idle session as one whose process was stopped. */
export function startHeartbeat(client: Pg.Client, inQueue: StatementQueue) {
  let endsAfterMs = Infinity;
  let askedAt: number | undefined;
  const timer = setInterval(() => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      inQueue(() => client.query('SELECT 1')).then(
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
