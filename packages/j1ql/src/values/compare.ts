import type { Operator } from '../syntax/tree';
import { compareText } from './order';
import { some, valuesOf } from './values';

/** An operator that asks for some value; the others are the negation of one of these. */
export type Positive = '=' | '~=' | '^=' | '$=' | '<' | '<=' | '>' | '>=';

/** `!=` is true for an absent value too, because it is the negation of `=`. */
export function positiveOf(operator: Operator): { positive: Positive; negated: boolean } {
  return { positive: operator.replace('!', '') as Positive, negated: operator.startsWith('!') };
}

/** The operator with its sides changed; texts are not searched from the other side. */
export const MIRRORED: Partial<Record<Positive, Positive>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

type Test = (value: unknown) => boolean;

const ORDERS: Partial<Record<Positive, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const TEXTS: Partial<Record<Positive, (text: string, part: string) => boolean>> = {
  '~=': (text, part) => text.includes(part),
  '^=': (text, part) => text.startsWith(part),
  '$=': (text, part) => text.endsWith(part),
};

/** A test of one value, against one that is known beforehand. Types are strict: no number equals a text. */
export function scalarTest(operator: Positive, expected: unknown): Test {
  if (operator === '=') return (value) => value === expected;
  const text = TEXTS[operator];
  if (text) return (value) => typeof value === 'string' && typeof expected === 'string' && text(value, expected);
  const holds = ORDERS[operator]!;
  if (typeof expected === 'number') return (value) => typeof value === 'number' && holds(value - expected);
  if (typeof expected === 'string') return (value) => typeof value === 'string' && holds(compareText(value, expected));
  return () => false;
}

/** Some value on the left, and some on the right. */
export function somePair(operator: Positive, left: unknown, right: unknown): boolean {
  return valuesOf(right).some((expected) => some(left, scalarTest(operator, expected)));
}
