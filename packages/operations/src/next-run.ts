import { createHash } from 'node:crypto';
import { POLLING_INTERVAL_MINUTES, type Schedule } from './schedule';

/** From `from` up to, and not including, `to`. */
export interface RunWindow {
  from: Date;
  to: Date;
}

const MINUTE = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
/** 1970-01-01 was a Thursday; weeks are counted from the Sunday before it. */
const FIRST_SUNDAY_MINUTES = -4 * DAY_MINUTES;

/**
 * The first run strictly after a moment, or nothing for `DISABLED`.
 *
 * A run is placed inside what the schedule promises (`hour: 0` is the hour from 00:00 to 01:00 UTC) by a hash of the
 * instance's id: the same on every machine and after every restart, and spread over the window from instance to instance.
 * All arithmetic is UTC: there is no daylight saving time. JupiterOne's own placement inside the window is not known.
 */
export function nextRun(schedule: Schedule, instanceId: string, after: Date): Date | undefined {
  return runAfter(placementOf(schedule, instanceId), after);
}

/** The latest run at or before a moment: the slot that the moment belongs to. Nothing for `DISABLED`. */
export function slotOf(schedule: Schedule, instanceId: string, at: Date): Date | undefined {
  const placement = placementOf(schedule, instanceId);
  const next = runAfter(placement, at);
  return next && placement && new Date(next.getTime() - placement.period * MINUTE);
}

/**
 * The promised window of the first run after a moment; a window that the moment lies in counts. Nothing where the
 * schedule names neither an hour nor a day, because then JupiterOne promises no time of day.
 */
export function nextWindow(schedule: Schedule, instanceId: string, at: Date): RunWindow | undefined {
  const cron = schedule.pollingIntervalCronExpression;
  const placement = placementOf(schedule, instanceId);
  if (!placement || !cron || (cron.hour === undefined && cron.dayOfWeek === undefined)) return undefined;
  const width = placement.window * MINUTE;
  const from = runAfter({ ...placement, offset: 0 }, new Date(at.getTime() - width));
  return from && { from, to: new Date(from.getTime() + width) };
}

/**
 * How many runs were due since the last one began, and did not begin: by the promised windows that are over, or, where
 * no window is promised, by the intervals that are over since. 0 for `DISABLED` and for an interval that is not known.
 */
export function missedRuns(schedule: Schedule, instanceId: string, last: Date, now: Date): number {
  const minutes = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  if (minutes === undefined) return 0;
  const period = minutes * MINUTE;
  const window = nextWindow(schedule, instanceId, last);
  // A run that began inside of a window is the run of that window.
  const isServed = window !== undefined && window.from <= last;
  const due = window ? window.to.getTime() + (isServed ? period : 0) : last.getTime() + period;
  return Math.max(0, Math.floor((now.getTime() - due) / period) + 1);
}

/** A grid of runs, in minutes: one every `period`, `offset` into a window that begins `start` after a Sunday 00:00. */
interface Placement {
  period: number;
  start: number;
  window: number;
  offset: number;
}

function placementOf(schedule: Schedule, instanceId: string): Placement | undefined {
  const period = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  if (period === undefined) return undefined;

  const hash = createHash('sha256').update(instanceId).digest().readUInt32BE(0);
  const { hour, dayOfWeek } = schedule.pollingIntervalCronExpression ?? {};
  const [start, window] = promisedWindow(period, hash, hour, dayOfWeek);
  return { period, start, window, offset: hash % window };
}

function promisedWindow(
  period: number,
  hash: number,
  hour?: number,
  dayOfWeek?: number,
): [start: number, window: number] {
  if (hour !== undefined) {
    // A weekly run that names only its hour has that hour on each of seven days to be placed in.
    const day = period > DAY_MINUTES ? (dayOfWeek ?? Math.floor(hash / HOUR_MINUTES) % 7) : 0;
    return [day * DAY_MINUTES + hour * HOUR_MINUTES, HOUR_MINUTES];
  }
  return dayOfWeek === undefined ? [0, period] : [dayOfWeek * DAY_MINUTES, DAY_MINUTES];
}

function runAfter(placement: Placement | undefined, after: Date): Date | undefined {
  if (!placement) return undefined;
  const period = placement.period * MINUTE;
  const phase = (FIRST_SUNDAY_MINUTES + placement.start + placement.offset) * MINUTE;
  return new Date((Math.floor((after.getTime() - phase) / period) + 1) * period + phase);
}
