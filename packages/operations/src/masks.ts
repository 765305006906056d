import { MaskedValueError } from './errors';

/** Stars or bullets, alone or around a word: `***`, `***masked***`, `••••`. */
const MASK = /^([*•]{3,})(?:[\w -]+\1)?$/;

/** @throws {MaskedValueError} when a value is a mask that JupiterOne shows in place of a secret */
export function refuseMasks(value: unknown, field = 'config'): void {
  if (typeof value === 'string' && MASK.test(value)) throw new MaskedValueError(field);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) refuseMasks(inner, `${field}.${key}`);
}

/** Redacting shorter texts would also remove ordinary words. */
const SHORTEST_SECRET = 6;

/** Every text in a configuration, at any depth: errors must not quote them. */
export function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHORTEST_SECRET ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
