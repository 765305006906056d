import { endOf, type Day } from '../days';

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
