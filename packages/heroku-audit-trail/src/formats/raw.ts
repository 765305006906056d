import type { LogRow } from '../model/log-row';
import { eventMembers } from './event-text';

export function rawLine(row: LogRow): string {
  const { seq, source, id, revision, kind, day, late, first_seen } = row;
  const head = JSON.stringify({ seq, source, id, revision, kind, day, late: late === 1, first_seen });
  return `${head.slice(0, -1)},${eventMembers(row)}}`;
}
