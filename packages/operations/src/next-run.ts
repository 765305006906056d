import { createHash } from 'node:crypto';
import { POLLING_INTERVAL_MINUTES, type Schedule } from './schedule';

/** `to` is not included. */
export interface RunWindow {
  from: Date;
  to: Date;
}

const MINUTE = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
/** 1970-01-01 was a Thursday. */
const FIRST_SUNDAY_MINUTES = -4 * DAY_MINUTES;

/**
 * The first run after a moment, in UTC, or `undefined` for `DISABLED`.
 *
 * `hour: 0` promises a run between 00:00 and 01:00. JupiterOne's choice of the minute is not known. Here, a hash of the
 * instance's id chooses the minute. So it is the same on every machine, and differs between instances.
 */
export function nextRun(schedule: Schedule, instanceId: string, after: Date): Date | undefined {
  return runAfter(patternOf(schedule, instanceId), after);
}

/** The latest run at or before a moment, or `undefined` for `DISABLED`. */
export function slotOf(schedule: Schedule, instanceId: string, at: Date): Date | undefined {
  const pattern = patternOf(schedule, instanceId);
  const next = runAfter(pattern, at);
  return next && pattern && new Date(next.getTime() - pattern.period * MINUTE);
}

/** The first promised window that ends after a moment. `undefined` when the schedule names neither an hour nor a day. */
export function nextWindow(schedule: Schedule, instanceId: string, at: Date): RunWindow | undefined {
  const cron = schedule.pollingIntervalCronExpression;
  const pattern = patternOf(schedule, instanceId);
  if (!pattern || !cron || (cron.hour === undefined && cron.dayOfWeek === undefined)) return undefined;
  const length = pattern.windowLength * MINUTE;
  const from = runAfter({ ...pattern, runAfterWindowStart: 0 }, new Date(at.getTime() - length));
  return from && { from, to: new Date(from.getTime() + length) };
}

/**
 * The number of runs that were due after the last run: the promised windows that are over, or without windows the
 * intervals. 0 for `DISABLED` and for an unknown interval.
 */
export function missedRuns(schedule: Schedule, instanceId: string, last: Date, now: Date): number {
  const minutes = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  if (minutes === undefined) return 0;
  const period = minutes * MINUTE;
  const window = nextWindow(schedule, instanceId, last);
  const ranInWindow = window !== undefined && window.from <= last;
  const due = window ? window.to.getTime() + (ranInWindow ? period : 0) : last.getTime() + period;
  return Math.max(0, Math.floor((now.getTime() - due) / period) + 1);
}

/** All in minutes. */
interface RunPattern {
  period: number;
  windowAfterSunday: number;
  windowLength: number;
  runAfterWindowStart: number;
}

function patternOf(schedule: Schedule, instanceId: string): RunPattern | undefined {
  const period = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  if (period === undefined) return undefined;

  const hash = createHash('sha256').update(instanceId).digest().readUInt32BE(0);
  const { hour, dayOfWeek } = schedule.pollingIntervalCronExpression ?? {};
  const [windowAfterSunday, windowLength] = promisedWindow(period, hash, hour, dayOfWeek);
  return { period, windowAfterSunday, windowLength, runAfterWindowStart: hash % windowLength };
}

function promisedWindow(
  period: number,
  hash: number,
  hour?: number,
  dayOfWeek?: number,
): [windowAfterSunday: number, windowLength: number] {
  if (hour !== undefined) {
    // For a weekly run without a day, the hash chooses the day.
    const day = period > DAY_MINUTES ? (dayOfWeek ?? Math.floor(hash / HOUR_MINUTES) % 7) : 0;
    return [day * DAY_MINUTES + hour * HOUR_MINUTES, HOUR_MINUTES];
  }
  return dayOfWeek === undefined ? [0, period] : [dayOfWeek * DAY_MINUTES, DAY_MINUTES];
}

function runAfter(pattern: RunPattern | undefined, after: Date): Date | undefined {
  if (!pattern) return undefined;
  const period = pattern.period * MINUTE;
  const firstRun = (FIRST_SUNDAY_MINUTES + pattern.windowAfterSunday + pattern.runAfterWindowStart) * MINUTE;
  return new Date((Math.floor((after.getTime() - firstRun) / period) + 1) * period + firstRun);
}
