import { InvalidArgumentError } from 'commander';

/** A mistake on the command line that commander does not find. */
export class UsageError extends Error {}

/** Collects the values of an option that may be repeated. */
export const addValue = (value: string, before: readonly string[] = []): string[] => [...before, value];

export function parseLimit(text: string): number {
  if (text === 'all') return Infinity;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: a whole number from 1, or "all".');
}
