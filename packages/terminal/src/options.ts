import { InvalidArgumentError } from 'commander';

/** The value of `--limit`: `20`, or `all` for infinity. */
export function parseLimit(text: string): number {
  if (text === 'all') return Infinity;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: a whole number from 1, or "all".');
}
