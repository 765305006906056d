import { paint, type Cell, type Colour } from '@j1-integrations/terminal';
import { type JobStatus } from '../job-health';
import { type RunWindow } from '../next-run';
import { type Schedule } from '../schedule';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `2026-11-20 13:05:11Z` */
export const formatTime = (milliseconds?: number) =>
  milliseconds === undefined ? '' : `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** `ONE_WEEK, Sunday 00:00-01:00 UTC` */
export function formatSchedule({ pollingInterval, pollingIntervalCronExpression }: Schedule): string {
  const { hour, dayOfWeek } = pollingIntervalCronExpression ?? {};
  const when = [
    dayOfWeek !== undefined && (DAYS[dayOfWeek] ?? `day ${dayOfWeek}`),
    hour !== undefined && `${clock(hour)}-${clock((hour + 1) % 24)} UTC`,
  ].filter(Boolean);
  return [pollingInterval, when.join(' ')].filter(Boolean).join(', ');
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** `2026-11-22 00:00-01:00Z`, with both dates when the window includes midnight. */
export function formatWindow({ from, to }: RunWindow): string {
  const [start, end] = [from, to].map((date) => date.toISOString().slice(0, 16).replace('T', ' '));
  return start.slice(0, 10) === end.slice(0, 10) ? `${start}-${end.slice(11)}Z` : `${start} - ${end}Z`;
}

export function formatAge(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 60 / 24)} d ago`;
}

export const statusCell = (status: JobStatus, text: string = status): Cell => paint(colourOf(status), text);

function colourOf(status: JobStatus): Colour {
  if (status === 'COMPLETED') return 'green';
  if (status === 'COMPLETED_WITH_WARNINGS') return 'yellow';
  return status === 'FAILED' || status === 'COMPLETED_WITH_ERRORS' ? 'red' : 'cyan';
}
