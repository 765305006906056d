import { serve } from '../server/serve';
import { ACME, auditDay } from './audit-day';
import { type AuditTrailOptions, startHerokuAuditTrail } from './start';
import { createAuditTrail } from './trail';

interface ServeOptions extends Omit<AuditTrailOptions, 'trails' | 'now'> {
  /** The last days, including today. */
  days?: number;
  /** Per day. */
  events?: number;
  seed?: number;
}

serve<ServeOptions>(
  [
    ...(['days', 'events', 'seed', 'token', 'permissions', 'rateLimit', 'latencyMs', 'gzip', 'port', 'host'] as const),
    ...(['faults', 'pageSize', 'cap', 'duplicates', 'shuffled', 'dateless'] as const),
  ],
  ({ days = 7, events = 200, seed, ...options }) => {
    const trail = createAuditTrail(ACME);
    const now = Date.now();
    for (let back = days - 1; back >= 0; back -= 1) {
      const day = new Date(now - back * 86_400_000).toISOString().slice(0, 10);
      for (const event of auditDay({ day, events, seed })) trail.publish(event, { from: Date.parse(event.created_at) });
    }
    return startHerokuAuditTrail({ ...options, trails: [trail] });
  },
);
