import { isDay, type Day } from '../model/days';

/** Rows of one day of one source: in `<source>/<day>.ndjson`, then `<source>/<day>_0002.ndjson`, and so on. */
export interface DayFile {
  source: string;
  day: Day;
  part: number;
}

const END = '.ndjson';
const COMPRESSED_END = '.gz';
const NAME = /^([a-z0-9][a-z0-9_-]{0,62})\/(\d{4}-\d{2}-\d{2})(?:_(\d{4,}))?\.ndjson$/;

/** Safe as a path: the configuration has checked the names of sources. */
export const nameOfFile = ({ source, day, part }: DayFile): string =>
  `${source}/${day}${part === 1 ? '' : `_${String(part).padStart(4, '0')}`}${END}`;

export function dayFileOf(name: string): DayFile | undefined {
  const [, source, day, part = '1'] = NAME.exec(name) ?? [];
  return source === undefined || !isDay(day) ? undefined : { source, day, part: Number(part) };
}

/** @returns the first name of the files of a day, and a name after all of them. */
export const filesOfDay = (source: string, day: Day): [string, string] => [`${source}/${day}`, `${source}/${day}~`];

export const compressedName = (name: string): string => name + COMPRESSED_END;

export const plainName = (name: string): string =>
  name.endsWith(COMPRESSED_END) ? name.slice(0, -COMPRESSED_END.length) : name;
