import { addDays, endOf, type Day } from './days';

/**
 * NEW: known to be missing, never read. OPEN: today. SETTLING: over, may still get events. SEALED: long over, and twice
 * the same. RECONCILED: equal to Heroku's archive.
 */
export type DayState = 'NEW' | 'OPEN' | 'SETTLING' | 'SEALED' | 'RECONCILED';

/** How long after its end a day may get events before it is sealed. */
export const SETTLE_MS = 6 * 3_600_000;

export interface DayFacts {
  state: DayState;
  /** Polls in a row, since the day ended, that listed the same ids. */
  equalPolls: number;
  /** Of the ids that the latest poll listed. */
  idsHash: string | null;
}

export interface PollFacts {
  day: Day;
  /** By Heroku's clock, in milliseconds since 1970. */
  now: number;
  idsHash: string;
  /** Whether the answer surely had all of the day. */
  complete: boolean;
  /** Whether rows came of it. */
  changed: boolean;
  /** Whether some of them are events that nobody had. */
  grown: boolean;
}

/** What a day is after a poll of it. */
export function afterPoll(before: DayFacts, { day, now, idsHash, complete, changed, grown }: PollFacts): DayFacts {
  if (now < endOf(day)) return { state: 'OPEN', equalPolls: 0, idsHash };
  const equal = complete && !changed && idsHash === before.idsHash;
  const isDone = before.state === 'SEALED' || before.state === 'RECONCILED';
  // A day that came from an archive has no poll to be equal to.
  if (isDone && complete && !changed && (equal || before.idsHash === null)) return { ...before, idsHash };
  // A cut answer takes nothing from what the archive had of the day; but an event that the archive had not does.
  if (before.state === 'RECONCILED' && !complete && !grown) return { ...before, idsHash: null };
  const equalPolls = equal ? before.equalPolls + 1 : 1;
  const seals = equalPolls >= 2 && now >= endOf(day) + SETTLE_MS;
  return { state: seals ? 'SEALED' : 'SETTLING', equalPolls, idsHash };
}

/**
 * Why events of a day may be missing. `unread`: it is over and could not be read. `truncated`: it is longer than the answer.
 * `missing`: the archive has more. `vanished`: most of what was listed is not listed any more.
 */
export type GapKind = 'unread' | 'truncated' | 'missing' | 'vanished';

export interface Gap {
  kind: GapKind;
  reason: string;
}

/** How often sealed days are read again, and how far back. */
const RECHECK_MS = 24 * 3_600_000;
const RECHECK_DAYS = 7;

/** Whether a sealed day is read again by itself. What comes later only an archive tells. */
export const isLookedAt = (day: Day, today: Day): boolean => day >= addDays(today, -RECHECK_DAYS);

/**
 * Whether a day is to be read now: today and yesterday, whatever is not sealed, and once a day what was sealed in the last
 * week. So a pause of any length heals by itself.
 */
export function isDue(
  { day, state, polledAt, gap }: { day: Day; state: DayState; polledAt: string | null; gap: GapKind | null },
  today: Day,
  now: number,
): boolean {
  if (day > today) return false;
  if (day >= addDays(today, -1)) return true;
  const isOld = now - Date.parse(polledAt ?? '1970-01-01') >= RECHECK_MS;
  if (gap === 'vanished' && !isLookedAt(day, today)) return isOld;
  if (state !== 'SEALED' && state !== 'RECONCILED') return true;
  return gap === 'unread' || (isLookedAt(day, today) && isOld);
}
