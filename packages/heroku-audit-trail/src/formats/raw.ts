import type { LogRow } from '../model/log-row';
import { eventMembers } from './event-text';

/** What belongs to the row, then the event as Heroku sent it. Bytes that break a line become spaces. */
export function rawLine(row: LogRow): string {
  const { seq, source, id, revision, kind, day, late, first_seen } = row;
  const head = JSON.stringify({ seq, source, id, revision, kind, day, late: late === 1, first_seen });
  return `${head.slice(0, -1)},${eventMembers(row)}}`;
}
