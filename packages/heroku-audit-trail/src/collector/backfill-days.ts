import type { Day } from '../model/days';
import { CollectorError, EXIT, NoAnswer } from '../errors';
import { pollWithRetries, type CycleOptions } from './cycle';
import { noteUnread } from './poll-day';

export interface BackfilledDays {
  added: number;
  empty: Day[];
  unread: Day[];
  /** Days whose answer has more than was taken. */
  cut: { day: Day; why: string }[];
}

/** After so many days without an answer, the rest is left to the next run. */
const MAX_UNANSWERED = 3;

/** @throws CollectorError if Heroku refuses or this machine fails: then all days would fail. */
export async function backfillDays(
  options: CycleOptions,
  days: readonly Day[],
  onDay: (read: number, found: BackfilledDays) => void,
): Promise<BackfilledDays> {
  const { config, source, store, signal, events } = options;
  const found: BackfilledDays = { added: 0, empty: [], unread: [], cut: [] };
  let unanswered = 0;
  for (const [i, day] of days.entries()) {
    if (signal.aborted) break;
    if (unanswered === MAX_UNANSWERED) {
      found.unread.push(...days.slice(i));
      break;
    }
    source.renew();
    try {
      const { rows, listed, truncated, leftOut = 'is shorter than the day' } = await pollWithRetries(options, day);
      unanswered = 0;
      found.added += rows.length;
      if (truncated) found.cut.push({ day, why: leftOut });
      else if (listed === 0) found.empty.push(day);
    } catch (error) {
      if (!(error instanceof CollectorError) || error.exitCode !== EXIT.unavailable || signal.aborted) throw error;
      unanswered = error instanceof NoAnswer ? unanswered + 1 : 0;
      found.unread.push(day);
      await noteUnread(config.name, store, day, source.now(), error.message);
      events?.failed?.(day, error, false);
    }
    onDay(i + 1, found);
  }
  return found;
}
