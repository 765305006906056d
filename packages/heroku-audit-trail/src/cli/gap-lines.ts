import { plainText } from '@j1-integrations/provider-http';
import { addDays, type Day } from '../model/days';
import type { GapDay } from '../store/status';

export function gapLines(gaps: readonly GapDay[]): string[] {
  const found: { first: Day; last: Day; days: number; reason: string }[] = [];
  for (const { day, reason } of gaps) {
    const before = found.at(-1);
    if (before?.reason === reason && addDays(before.last, 1) === day) {
      before.last = day;
      before.days += 1;
    } else found.push({ first: day, last: day, days: 1, reason });
  }
  return found.map(({ first, last, days, reason }) =>
    days === 1 ? `${first}: ${plainText(reason)}` : `${first} to ${last} (${days} days): ${plainText(reason)}`,
  );
}
