import { MaskedValueError } from './errors';

/** Stars or bullets, alone or around a word: `***`, `***masked***`, `••••`. */
const MASK = /^([*•]{3,})(?:[\w -]+\1)?$/;

/** @throws {MaskedValueError} when a value at any depth is a mask */
export function refuseMasks(value: unknown, field = 'config'): void {
  if (typeof value === 'string' && MASK.test(value)) throw new MaskedValueError(field);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) refuseMasks(inner, `${field}.${key}`);
}

/** To hide shorter values would also hide ordinary words. */
const SHORTEST_SECRET = 6;

/** Every text of a configuration can be a secret. */
export function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHORTEST_SECRET ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
