import { addDays, endOf, type Day } from './days';

/** NEW: never read. OPEN: today. SETTLING: over, may get events. SEALED: two equal polls. RECONCILED: as the archive. */
export type DayState = 'NEW' | 'OPEN' | 'SETTLING' | 'SEALED' | 'RECONCILED';

export const isClosed = (state: DayState | undefined): boolean => state === 'SEALED' || state === 'RECONCILED';

/** The time after its end before a day can be sealed. */
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
  // A day from an archive has no earlier poll.
  if (isDone && complete && !changed && (equal || before.idsHash === null)) return { ...before, idsHash };
  // A cut answer does not undo what the archive proved. A new event does.
  if (before.state === 'RECONCILED' && !complete && !grown) return { ...before, idsHash: null };
  const equalPolls = equal ? before.equalPolls + 1 : 1;
  const seals = equalPolls >= 2 && now >= endOf(day) + SETTLE_MS;
  return { state: seals ? 'SEALED' : 'SETTLING', equalPolls, idsHash };
}

/** `unread`: not read. `truncated`: answer cut. `missing`: archive has more. `vanished`: most events no longer listed. */
export type GapKind = 'unread' | 'truncated' | 'missing' | 'vanished';

export interface Gap {
  kind: GapKind;
  reason: string;
}

const RECHECK_MS = 24 * 3_600_000;
const RECHECK_DAYS = 7;

/** Later than that, only an archive shows changes of a sealed day. */
export const isStillPolled = (day: Day, today: Day): boolean => day >= addDays(today, -RECHECK_DAYS);

/** Due are today and yesterday, every day that is not sealed, and once a day the days of the last week. */
export function isDue(
  { day, state, polledAt, gap }: { day: Day; state: DayState; polledAt: string | null; gap: GapKind | null },
  today: Day,
  now: number,
): boolean {
  if (day > today) return false;
  if (day >= addDays(today, -1)) return true;
  const isOld = now - Date.parse(polledAt ?? '1970-01-01') >= RECHECK_MS;
  if (gap === 'vanished' && !isStillPolled(day, today)) return isOld;
  if (!isClosed(state)) return true;
  return gap === 'unread' || (isStillPolled(day, today) && isOld);
}
