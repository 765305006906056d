import { partsOf } from '../formats/names';
import type { LogRow } from '../model/log-row';
import type { Store } from './store';

export interface Filter {
  source?: string;
  /** `app`, `app.create` or `app-create`. */
  type?: string;
  /** `create`, or the whole name as in `type`. */
  action?: string;
  /** The email address or id of the actor. */
  actor?: string;
  app?: string;
  /** ISO 8601: from this time on. */
  since?: string;
  /** ISO 8601: before this time. */
  until?: string;
  /** The latest so many. */
  limit?: number;
}

/** The rows that fit, the newest first. */
export function searchRows({ db }: Store, filter: Filter): IterableIterator<LogRow> {
  const named = filter.type === undefined ? undefined : partsOf(filter.type);
  const done = filter.action === undefined ? undefined : partsOf(filter.action);
  const conditions: [string, unknown][] = [
    ['source = ?', filter.source],
    ['type = ?', named?.type],
    ['action = ?', named?.action],
    ['type = ?', done?.action && done.type],
    ['action = ?', done?.action ?? done?.type],
    ['actor = ?', filter.actor],
    ['app = ?', filter.app],
    // An event that tells no time is found by when it was seen.
    ['coalesce(created_at, first_seen) >= ?', filter.since],
    ['coalesce(created_at, first_seen) < ?', filter.until],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = used.length > 0 ? `WHERE ${used.map(([text]) => text).join(' AND ')}` : '';
  return db
    .prepare<unknown[], LogRow>(`SELECT * FROM heroku_events ${where} ORDER BY created_at DESC, seq DESC LIMIT ?`)
    .iterate(...used.map(([, value]) => value), filter.limit ?? -1);
}
