import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '../server/random';
import { type Archive } from './event';
import { shuffle } from './events';
import { type AuditTrail } from './trail';

export interface ArchiveFile extends Omit<Archive, 'url'> {
  /** A secret: anyone who knows the name can read the file. */
  name: string;
  body: Buffer;
}

export function monthsOf(trail: AuditTrail, now: number): string[] {
  const today = new Date(now).toISOString().slice(0, 10);
  return [...new Set(trail.days().flatMap((day) => (day < today ? [day.slice(0, 7)] : [])))];
}

/** An archive ends at the last midnight, and has its events in random order. */
export function archiveOf(trail: AuditTrail, month: string, now: number): ArchiveFile | undefined {
  if (!monthsOf(trail, now).includes(month)) return undefined;
  const today = new Date(now).toISOString().slice(0, 10);
  const midnight = Math.min(Date.parse(today), Date.parse(nextMonth(month)));
  const days = trail.days().filter((day) => day.startsWith(month) && day < today);
  const entries = days.flatMap((day) => trail.listed(day, now));
  const random = seededRandom(Number(month.replace('-', '')));
  const body = gzipSync(`{"entries":[${shuffle(entries, random).join(',')}]}`, { level: 1 });
  return {
    year: Number(month.slice(0, 4)),
    month: month.slice(5),
    created_at: new Date(midnight + 144_870).toISOString(),
    checksum: createHash('sha256').update(body).digest('hex'),
    size: body.length,
    name: createHash('sha256').update(`${trail.account.id} ${month}`).digest('base64url').slice(0, 24),
    body,
  };
}

function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
