import { shown } from '@j1-integrations/provider-http';

export const POLLING_INTERVAL_MINUTES = {
  DISABLED: undefined,
  THIRTY_MINUTES: 30,
  ONE_HOUR: 60,
  FOUR_HOURS: 4 * 60,
  EIGHT_HOURS: 8 * 60,
  TWELVE_HOURS: 12 * 60,
  ONE_DAY: 24 * 60,
  ONE_WEEK: 7 * 24 * 60,
} as const;

export type PollingInterval = keyof typeof POLLING_INTERVAL_MINUTES;

export const POLLING_INTERVALS = Object.keys(POLLING_INTERVAL_MINUTES) as PollingInterval[];

/** The start of a run, in UTC. JupiterOne chooses an absent part. */
export interface CronExpression {
  /** 0-23: the run starts within this hour. Only for `ONE_DAY` and `ONE_WEEK`. */
  hour?: number;
  /** 0 (Sunday) to 6 (Saturday). Only for `ONE_WEEK`. */
  dayOfWeek?: number;
}

export interface Schedule {
  pollingInterval: PollingInterval;
  pollingIntervalCronExpression?: CronExpression;
}

/** Absent parts do not change; `null` clears a part. */
export interface ScheduleChange {
  pollingInterval?: PollingInterval;
  hour?: number | null;
  dayOfWeek?: number | null;
}

export class ScheduleError extends Error {
  override name = 'ScheduleError';

  constructor(
    readonly field: string,
    readonly got: unknown,
    readonly allowed: string,
  ) {
    super(`${field} ${allowed}; got ${shown(got)}`);
  }
}

/**
 * Drops parts of the old schedule that the new interval does not allow.
 * @throws {ScheduleError} when the change itself names such a part, or a wrong value
 */
export function changeSchedule(old: Schedule, change: ScheduleChange): Schedule {
  checkChange(change);
  const pollingInterval = change.pollingInterval ?? old.pollingInterval;
  checkParts(pollingInterval, change);

  const kept = old.pollingIntervalCronExpression ?? {};
  const cron: CronExpression = {};
  const hour = change.hour === undefined ? kept.hour : change.hour;
  const dayOfWeek = change.dayOfWeek === undefined ? kept.dayOfWeek : change.dayOfWeek;
  if (typeof hour === 'number' && hasHour(pollingInterval)) cron.hour = hour;
  if (typeof dayOfWeek === 'number' && hasDayOfWeek(pollingInterval)) cron.dayOfWeek = dayOfWeek;
  return Object.keys(cron).length > 0 ? { pollingInterval, pollingIntervalCronExpression: cron } : { pollingInterval };
}

/** @throws {ScheduleError} when the change is wrong for every schedule */
export function checkChange(change: ScheduleChange): void {
  for (const key of Object.keys(change)) {
    if (!['pollingInterval', 'hour', 'dayOfWeek'].includes(key)) {
      throw new ScheduleError(key, (change as Record<string, unknown>)[key], 'is not part of a schedule');
    }
  }
  const { pollingInterval, hour, dayOfWeek } = change;
  if (pollingInterval !== undefined && !POLLING_INTERVALS.includes(pollingInterval)) {
    throw new ScheduleError('pollingInterval', pollingInterval, `must be one of ${POLLING_INTERVALS.join(', ')}`);
  }
  checkInteger('hour', hour, 23, 'must be an integer from 0 to 23 (UTC)');
  checkInteger('dayOfWeek', dayOfWeek, 6, 'must be an integer from 0 (Sunday) to 6 (Saturday)');
  if (pollingInterval !== undefined) checkParts(pollingInterval, change);
}

function checkInteger(part: keyof CronExpression, value: unknown, most: number, allowed: string): void {
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value) || Object.is(value, -0) || (value as number) < 0 || (value as number) > most) {
    throw new ScheduleError(`pollingIntervalCronExpression.${part}`, value, allowed);
  }
}

function checkParts(pollingInterval: PollingInterval, { hour, dayOfWeek }: ScheduleChange): void {
  if (typeof dayOfWeek === 'number' && !hasDayOfWeek(pollingInterval)) {
    throw new ScheduleError(
      'pollingIntervalCronExpression.dayOfWeek',
      dayOfWeek,
      `is only allowed with pollingInterval ONE_WEEK; pollingInterval is ${pollingInterval}`,
    );
  }
  if (typeof hour === 'number' && !hasHour(pollingInterval)) {
    throw new ScheduleError(
      'pollingIntervalCronExpression.hour',
      hour,
      `is only allowed with pollingInterval ONE_DAY or ONE_WEEK; pollingInterval is ${pollingInterval}`,
    );
  }
}

const hasHour = (interval: PollingInterval) => interval === 'ONE_DAY' || interval === 'ONE_WEEK';
const hasDayOfWeek = (interval: PollingInterval) => interval === 'ONE_WEEK';
