/** Has no joiners, because emoji and some scripts need them. */
const INVISIBLE =
  /(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Shows the numbers of invisible characters. */
export const visible = (text: string): string =>
  text.replace(
    INVISIBLE,
    (character) => `\u2039U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}\u203a`,
  );

/** Undefined if the text is not the address of a website, or has credentials. */
export function linkIn(text: string): string | undefined {
  if (!/^https?:\/\/\S+$/i.test(text) || text.length > 2_000) return undefined;
  try {
    const url = new URL(text);
    // In https://good.example@evil.example, the host is evil.example.
    return url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

const NAMES_OF_TIMES = /(On|At|Date|Time)$/;

/** Milliseconds since 1970, if the property holds a time. */
export function timeIn(name: string, value: unknown): number | undefined {
  if (typeof value === 'number')
    return NAMES_OF_TIMES.test(name) && value > 1e11 && value < 8.64e15 ? value : undefined;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
export const momentOf = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const SPANS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `3 days ago`, `in 2 hours`. */
export function ageOf(time: number, now: number): string {
  const distance = Math.abs(now - time);
  const [unit, length] = SPANS.find(([, span]) => distance >= span) ?? SPANS[4];
  const number = Math.floor(distance / length);
  if (number === 0) return 'just now';
  const text = counted(number, unit);
  return time <= now ? `${text} ago` : `in ${text}`;
}

export const count = (number: number): string => number.toLocaleString('en');
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
