import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, parseLimit, type Command } from '@j1-integrations/terminal';
import { parseJson } from '../json';
import { POLLING_INTERVALS, type ScheduleChange } from '../schedule';
import { InputError, type FailOn } from './exit-codes';

export const examples = (...lines: string[]) =>
  ['', lines.length > 1 ? 'Examples:' : 'Example:', ...lines.map((line) => `  $ j1-ops ${line}`)].join('\n');

export const limitOption = (standard: string) =>
  new Option('--limit <n>', 'how many at most, or "all"').default(parseLimit(standard), standard).argParser(parseLimit);

export const failOnOption = () =>
  new Option('--fail-on <level>', 'the least serious end of a job that makes the command fail')
    .choices(['warnings', 'errors'] satisfies FailOn[])
    .default('errors');

export const oneOf = (flags: string, description: string, choices: readonly string[]) =>
  new Option(flags, description).choices(choices).default(choices[0]);

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600 };

export function parseSeconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  if (unit) return Number(number) * UNITS[unit];
  throw new InvalidArgumentError('Allowed: a number with s, m or h, such as 90s, 30m or 2h.');
}

export const timeoutOption = () =>
  new Option('--timeout <time>', 'how long to wait, such as 90s, 30m or 2h')
    .default(3600, '1h')
    .argParser(parseSeconds);

export interface ScheduleOptions {
  pollingInterval?: string;
  hour?: string;
  dayOfWeek?: string;
}

export const withScheduleOptions = (command: Command) =>
  command
    .option('--polling-interval <interval>', `how often: ${POLLING_INTERVALS.join(', ')}`)
    .option('--hour <hour>', 'the hour of the day in which to run, 0-23 UTC, or "none" (ONE_DAY, ONE_WEEK)')
    .option('--day-of-week <day>', 'the day on which to run, 0 (Sunday) to 6 (Saturday), or "none" (ONE_WEEK)');

/** Keeps a wrong part as text, so that `checkChange` can quote it. */
export function changeOf({ pollingInterval, hour, dayOfWeek }: ScheduleOptions): ScheduleChange {
  const given = Object.entries({ pollingInterval, hour: partOf(hour), dayOfWeek: partOf(dayOfWeek) });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function partOf(text?: string): number | string | null | undefined {
  if (text === 'none') return null;
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The configuration is never an argument, because every user of the machine can list arguments. */
export function configFrom(file?: string): Record<string, unknown> | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new InputError(`The configuration cannot be read: ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
  const config = parseJson(text);
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
  throw new InputError(`The configuration in ${file} must be a JSON object, such as {"apiKey":"…"}`);
}
