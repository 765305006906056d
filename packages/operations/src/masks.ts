import { MaskedValueError } from './errors';

/** Stars or bullets, also around a word: `***`, `***masked***`, `••••`. */
const MASK = /^([*•]{3,})(?:[\w -]+\1)?$/;

/** @throws {MaskedValueError} where a value is what JupiterOne shows in place of a secret */
export function refuseMasks(value: unknown, field = 'config'): void {
  if (typeof value === 'string' && MASK.test(value)) throw new MaskedValueError(field);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) refuseMasks(inner, `${field}.${key}`);
}

/** What is shorter keeps no secret, and would black out words wherever it stands. */
const SHORTEST_SECRET = 6;

/** Every text in a configuration, at any depth, that an error must not quote. */
export function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHORTEST_SECRET ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
