import { type ProviderRequest } from '../server/answer';
import { type Random, seededRandom } from '../server/random';
import { type AuditEvent } from './event';
import { type AuditTrail } from './trail';

export interface ListRules {
  /** Default: the whole day in one answer, as documented. */
  pageSize?: number;
  /** Cuts the list after this many events, without a sign of it. */
  cap?: number;
  /** The share of events that the list has twice. */
  duplicates?: number;
  shuffled?: boolean;
}

export interface ListedEvents {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** A body is made once, because a benchmark runs on the same machine. */
const wholeBodies = new WeakMap<readonly string[], Buffer>();

function bodyOf(events: readonly string[]): Buffer {
  let body = wholeBodies.get(events);
  if (!body) {
    body = Buffer.from(`[${events.join(',')}]`);
    wholeBodies.set(events, body);
  }
  return body;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `undefined`: the query is wrong. */
export function listEvents(
  trail: AuditTrail,
  request: ProviderRequest,
  { pageSize, cap, duplicates = 0, shuffled = false }: ListRules,
  now: number,
): ListedEvents | undefined {
  const query = new URLSearchParams(request.query);
  const day = query.get('day') ?? new Date(now).toISOString().slice(0, 10);
  if (!DAY.test(day) || Number.isNaN(Date.parse(day))) return undefined;

  let events = trail.listed(day, now);
  const filters = [['type', query.get('type')] as const, ['action', query.get('action')] as const];
  const actor = query.get('actor');
  if (actor !== null || filters.some(([, wanted]) => wanted !== null)) {
    events = events.filter((json) => {
      const event = JSON.parse(json) as AuditEvent;
      return (
        filters.every(([f, w]) => w === null || event[f] === w) && (actor === null || event.actor?.email === actor)
      );
    });
  }
  if (query.get('order') === 'desc') events = [...events].reverse();
  const random = seededRandom(now % 2 ** 31);
  if (duplicates > 0) events = events.flatMap((json) => (random.chance(duplicates) ? [json, json] : [json]));
  if (shuffled) events = shuffle(events, random);
  if (cap !== undefined) events = events.slice(0, cap);

  const from = Number(/^events (\d+)\.\.$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const page = pageSize === undefined ? events : events.slice(from, from + pageSize);
  const more = from + page.length < events.length;
  return {
    status: more ? 206 : 200,
    headers: more ? { 'Next-Range': `events ${from + page.length}..` } : {},
    body: bodyOf(page),
  };
}

export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}
