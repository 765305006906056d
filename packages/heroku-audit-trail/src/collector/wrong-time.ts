import { addDays, dayOf } from '../model/days';
import { BrokenAnswer } from '../errors';
import type { Source } from '../source/source';
import type { Store } from '../store/store';

/** Heroku has no audit trails of earlier days, so an earlier time is wrong. */
const EARLIEST = '2020-01-01';
/** Heroku's servers may differ by this much. */
const SLACK_MS = 3_600_000;
const YEAR_DAYS = 366;
const DAY_MS = 24 * SLACK_MS;

/**
 * Returns why Heroku's time cannot be right. It may not be before a day of which events were read, because days would be
 * lost. It may be a year ahead only if this machine's clock is too, because thousands of days would be asked for.
 */
export async function wrongTime(source: Source, store: Store): Promise<string | undefined> {
  if (!source.knowsTime()) return undefined;
  const now = source.now();
  const says = bothClocks(source);
  const today = dayOf(now + SLACK_MS);
  if (today < EARLIEST) return `${says}: Heroku's is not used.`;
  const read = await store.days.latestWithEvents(source.name);
  if (read !== undefined && today < read)
    return `${says}: Heroku's is not used, because Heroku already had events of ${read}.`;
  const yearAgo = addDays(dayOf(now), -YEAR_DAYS);
  const latest = await store.days.latest(source.name);
  const isAhead = dayOf(now - source.skewMs()) < yearAgo && (latest === undefined || latest < yearAgo);
  return isAhead ? `${says}: Heroku's is not used. If it is right, set this machine's clock.` : undefined;
}

export async function refuseWrongTime(source: Source, store: Store): Promise<void> {
  const wrong = await wrongTime(source, store);
  if (wrong !== undefined) throw new BrokenAnswer(wrong);
}

export function clockWarning(source: Source): string | undefined {
  if (!source.knowsTime()) return undefined;
  const unused = source.unusedTime();
  if (unused !== undefined) {
    return (
      `Heroku's answer says ${timeText(unused)}, but its earlier answers and this machine's clock say ` +
      `${timeText(source.now())}, which is used. If the answer is right, set this machine's clock.`
    );
  }
  if (Math.abs(source.skewMs()) <= DAY_MS) return undefined;
  return `${bothClocks(source)}: the collector uses Heroku's.`;
}

function bothClocks(source: Source): string {
  const now = source.now();
  return `Heroku's clock says ${timeText(now)}, and this machine's clock ${timeText(now - source.skewMs())}`;
}

const timeText = (ms: number) => new Date(ms).toISOString();
