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
/** Weeks are counted from the Sunday before 1970-01-01, a Thursday. */
const FIRST_SUNDAY_MINUTES = -4 * DAY_MINUTES;

/**
 * The first run after a moment, or `undefined` for `DISABLED`.
 *
 * A hash of the instance's id places the run in its promised window (`hour: 0` promises 00:00 to 01:00 UTC). So the
 * place is the same on every machine, and the instances spread over the window. All times are UTC. How JupiterOne
 * places runs in the window is not known.
 */
export function nextRun(schedule: Schedule, instanceId: string, after: Date): Date | undefined {
  return runAfter(placementOf(schedule, instanceId), after);
}

/** The latest run at or before a moment, or `undefined` for `DISABLED`. */
export function slotOf(schedule: Schedule, instanceId: string, at: Date): Date | undefined {
  const placement = placementOf(schedule, instanceId);
  const next = runAfter(placement, at);
  return next && placement && new Date(next.getTime() - placement.period * MINUTE);
}

/**
 * The promised window of the first run after a moment, or the window that holds the moment. `undefined` when the
 * schedule names neither an hour nor a day: then JupiterOne promises no time of day.
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
 * How many runs were due since the last one started and did not start. Counts the promised windows that are over, or
 * the intervals where no window is promised. 0 for `DISABLED` and for an unknown interval.
 */
export function missedRuns(schedule: Schedule, instanceId: string, last: Date, now: Date): number {
  const minutes = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  if (minutes === undefined) return 0;
  const period = minutes * MINUTE;
  const window = nextWindow(schedule, instanceId, last);
  const isServed = window !== undefined && window.from <= last;
  const due = window ? window.to.getTime() + (isServed ? period : 0) : last.getTime() + period;
  return Math.max(0, Math.floor((now.getTime() - due) / period) + 1);
}

/** The pattern of runs, in minutes: every `period`, `offset` into a window that starts `start` after Sunday 00:00. */
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
    // A weekly run with an hour but no day: the hash chooses the day.
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
