import { addDays, endOf, type Day } from './days';

/** NEW: never read. OPEN: today. SETTLING: over, may still get events. SEALED: twice the same. RECONCILED: as the archive. */
export type DayState = 'NEW' | 'OPEN' | 'SETTLING' | 'SEALED' | 'RECONCILED';

export const isClosed = (state: DayState | undefined): boolean => state === 'SEALED' || state === 'RECONCILED';

/** A day is sealed so long after its end at the earliest. */
export const SETTLE_MS = 6 * 3_600_000;

export interface DayFacts {
  state: DayState;
  equalPolls: number;
  idsHash: string | null;
}

export interface PollFacts {
  day: Day;
  /** By Heroku's clock. */
  now: number;
  idsHash: string;
  complete: boolean;
  changed: boolean;
  grown: boolean;
}

export function afterPoll(before: DayFacts, { day, now, idsHash, complete, changed, grown }: PollFacts): DayFacts {
  if (now < endOf(day)) return { state: 'OPEN', equalPolls: 0, idsHash };
  const equal = complete && !changed && idsHash === before.idsHash;
  const isDone = isClosed(before.state);
  // A day that came from an archive had no poll before.
  if (isDone && complete && !changed && (equal || before.idsHash === null)) return { ...before, idsHash };
  // A cut answer does not undo what the archive proved. A new event does.
  if (before.state === 'RECONCILED' && !complete && !grown) return { ...before, idsHash: null };
  const equalPolls = equal ? before.equalPolls + 1 : 1;
  const seals = equalPolls >= 2 && now >= endOf(day) + SETTLE_MS;
  return { state: seals ? 'SEALED' : 'SETTLING', equalPolls, idsHash };
}

/** `unread`: it could not be read. `truncated`: the answer was cut. `missing`: the archive has more. `vanished`: most is no longer listed. */
export type GapKind = 'unread' | 'truncated' | 'missing' | 'vanished';

export interface Gap {
  kind: GapKind;
  reason: string;
}

const RECHECK_MS = 24 * 3_600_000;
const RECHECK_DAYS = 7;

/** Whether a sealed day is read again. Later only an archive tells. */
export const isLookedAt = (day: Day, today: Day): boolean => day >= addDays(today, -RECHECK_DAYS);

/** Today and yesterday, what is not sealed, and once a day the last week: so a pause of any length heals. */
export function isDue(
  { day, state, polledAt, gap }: { day: Day; state: DayState; polledAt: string | null; gap: GapKind | null },
  today: Day,
  now: number,
): boolean {
  if (day > today) return false;
  if (day >= addDays(today, -1)) return true;
  const isOld = now - Date.parse(polledAt ?? '1970-01-01') >= RECHECK_MS;
  if (gap === 'vanished' && !isLookedAt(day, today)) return isOld;
  if (!isClosed(state)) return true;
  return gap === 'unread' || (isLookedAt(day, today) && isOld);
}
