import type { Operator } from '../syntax/tree';
import { compareText } from './order';
import { some, valuesOf } from './values';

/** The other operators are the negation of one of these. */
export type Positive = '=' | '~=' | '^=' | '$=' | '<' | '<=' | '>' | '>=';

/** `!=` is the negation of `=`, so it is true for an absent value. */
export function positiveOf(operator: Operator): { positive: Positive; negated: boolean } {
  return { positive: operator.replace('!', '') as Positive, negated: operator.startsWith('!') };
}

/** The operator for exchanged sides; `~=`, `^=` and `$=` have none. */
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

/** Tests one value against a constant. Types are strict: a number never equals a string. */
export function scalarTest(operator: Positive, expected: unknown): Test {
  if (operator === '=') return (value) => value === expected;
  const text = TEXTS[operator];
  if (text) return (value) => typeof value === 'string' && typeof expected === 'string' && text(value, expected);
  const holds = ORDERS[operator]!;
  if (typeof expected === 'number') return (value) => typeof value === 'number' && holds(value - expected);
  if (typeof expected === 'string') return (value) => typeof value === 'string' && holds(compareText(value, expected));
  return () => false;
}

/** Whether the operator holds for some pair of a left and a right value. */
export function somePair(operator: Positive, left: unknown, right: unknown): boolean {
  return valuesOf(right).some((expected) => some(left, scalarTest(operator, expected)));
}
