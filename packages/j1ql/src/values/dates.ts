import { invalid } from '../errors/error';
import type { Position, Unit } from '../syntax/tree';

const HOUR = 3_600_000;
const FIXED: Partial<Record<Unit, number>> = { minute: 60_000, hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };

/** Months and years follow the UTC calendar: one month before 31 March is the last day of February. */
export function shift(time: number, amount: number, unit: Unit): number {
  const fixed = FIXED[unit];
  if (fixed !== undefined) return time + amount * fixed;
  const months = unit === 'year' ? amount * 12 : amount;
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

export function readDate(text: string, at: Position): number {
  const time = timeOf(text);
  if (time !== undefined) return time;
  throw invalid(
    `"${text}" is not a date.`,
    at,
    'Write date(2026), date(2026-01), date(2026-01-31) or date(2026-01-31T10:00Z).',
  );
}

/** Milliseconds since 1970; undefined if the date does not exist. Without an offset, the date is in UTC. */
export function timeOf(text: string): number | undefined {
  const [whole, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    DATE.exec(text) ?? [];
  const start = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // Date.parse turns 31 February into a day in March.
  const exists = whole !== undefined && new Date(start).getUTCDate() === Number(day);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const millisecond = Math.floor(Number(`0.${fraction}`) * 1000);
  const time = start + Number(hour) * HOUR + Number(minute) * 60_000 + Number(second) * 1000 + millisecond;
  return time - offsetOf(zone);
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
}
