import type { Operator } from '../syntax/tree';
import { compareText } from './order';
import { someValue, valuesOf } from './values';

export type Positive = '=' | '~=' | '^=' | '$=' | '<' | '<=' | '>' | '>=';

/** `!=` negates `=`, so it holds for an absent value. */
export function positiveOf(operator: Operator): { positive: Positive; negated: boolean } {
  return { positive: operator.replace('!', '') as Positive, negated: operator.startsWith('!') };
}

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

export function scalarTest(operator: Positive, expected: unknown): Test {
  if (operator === '=') return (value) => value === expected;
  const text = TEXTS[operator];
  if (text) return (value) => typeof value === 'string' && typeof expected === 'string' && text(value, expected);
  const holds = ORDERS[operator]!;
  if (typeof expected === 'number') return (value) => typeof value === 'number' && holds(value - expected);
  if (typeof expected === 'string') return (value) => typeof value === 'string' && holds(compareText(value, expected));
  return () => false;
}

export function somePair(operator: Positive, left: unknown, right: unknown): boolean {
  return valuesOf(right).some((expected) => someValue(left, scalarTest(operator, expected)));
}
