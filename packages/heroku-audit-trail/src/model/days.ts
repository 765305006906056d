/** A day in UTC: `YYYY-MM-DD`. */
export type Day = string;

export const DAY_MS = 86_400_000;

export const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
export const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
export const endOf = (day: Day): number => startOf(day) + DAY_MS;
export const addDays = (day: Day, days: number): Day => dayOf(startOf(day) + days * DAY_MS);

export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** From 2017 on, when Heroku's archives begin. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '2017') return false;
  return !Number.isNaN(startOf(text)) && dayOf(startOf(text)) === text;
}

export const monthBefore = (ms: number): string => addDays(`${dayOf(ms).slice(0, 7)}-01`, -1).slice(0, 7);

export const isMonth = (text: string): boolean => /^20(1[7-9]|[2-9]\d)-(0[1-9]|1[0-2])$/.test(text);
