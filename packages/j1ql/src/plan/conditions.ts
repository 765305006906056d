import { invalid } from '../errors/error';
import type { Comparison, Condition, Expression, Values } from '../syntax/tree';
import { MIRRORED, positiveOf, scalarTest, somePair, type Positive } from '../values/compare';
import { regexTest } from '../values/regex';
import { isAbsent, some } from '../values/values';
import { compileExpression, isConstant, type Evaluate, type Place } from './expressions';

export type Test<C> = (context: C) => boolean;

export interface ConditionPlace<C> extends Place<C> {
  subquery(values: Extract<Values, { kind: 'subquery' }>): unknown[];
  comparesProperties: boolean;
}

export function compileCondition<C>(condition: Condition, place: ConditionPlace<C>): Test<C> {
  if (condition.kind === 'comparison') return compileComparison(condition, place);
  const tests = condition.parts.map((part) => compileCondition(part, place));
  return condition.kind === 'and'
    ? (context) => tests.every((test) => test(context))
    : (context) => tests.some((test) => test(context));
}

function compileComparison<C>({ left, operator, right }: Comparison, place: ConditionPlace<C>): Test<C> {
  const { positive, negated } = positiveOf(operator);
  const mirrored = MIRRORED[positive];
  // A constant may be on the left: date.now - 7 days > lastSeenOn.
  const isTurned = mirrored !== undefined && isConstant(left) && isExpression(right) && !isConstant(right);
  if (!isTurned && !place.comparesProperties) refuseProperties(right, isConstant(left));
  const test = isTurned
    ? compileValues(compileExpression(right, place), mirrored, left, place)
    : compileValues(compileExpression(left, place), positive, right, place);
  return negated ? (context) => !test(context) : test;
}

const isExpression = (values: Values): values is Expression =>
  !['anyOf', 'allOf', 'subquery', 'regex'].includes(values.kind);

function refuseProperties(values: Values, isLeftConstant: boolean): void {
  if (values.kind === 'anyOf' || values.kind === 'allOf') {
    return values.values.forEach((value) => refuseProperties(value, isLeftConstant));
  }
  // compileCall reports functions better.
  if (!isExpression(values) || values.kind === 'call' || isConstant(values) || isLeftConstant) return;
  const name = values.kind === 'property' ? ` "${values.names.map(({ name }) => name).join('.')}"` : '';
  throw invalid(
    `The comparison needs a value on its right side, not the property${name}.`,
    values.at.start,
    `Write a string in quotes: name = 'two words'. To compare two properties, use WHERE.`,
  );
}

function compileValues<C>(left: Evaluate<C>, operator: Positive, right: Values, place: ConditionPlace<C>): Test<C> {
  switch (right.kind) {
    case 'anyOf':
    case 'allOf': {
      const tests = right.values.map((value) => compileValues(left, operator, value, place));
      return right.kind === 'anyOf'
        ? (context) => tests.some((test) => test(context))
        : (context) => tests.every((test) => test(context));
    }
    case 'subquery':
      if (operator !== '=') throw invalid('A query in parentheses needs = or !=.', right.at.start);
      return equalsAny(left, place.subquery(right));
    case 'regex': {
      if (operator !== '=') throw invalid('A regular expression needs = or !=.', right.at.start);
      const test = regexTest(right);
      return (context) => some(left(context), test);
    }
    default:
      return compileValue(left, operator, right, place);
  }
}

function compileValue<C>(left: Evaluate<C>, operator: Positive, right: Expression, place: ConditionPlace<C>): Test<C> {
  const evaluate = compileExpression(right, place);
  if (!isConstant(right)) return (context) => somePair(operator, left(context), evaluate(context));
  const expected = evaluate(undefined as C);
  if (Array.isArray(expected)) {
    const tests = expected.map((value) => constantTest(left, operator, value));
    return (context) => tests.some((test) => test(context));
  }
  return constantTest(left, operator, expected);
}

function constantTest<C>(left: Evaluate<C>, operator: Positive, expected: unknown): Test<C> {
  if (isAbsent(expected)) return operator === '=' ? (context) => isAbsent(left(context)) : () => false;
  const test = scalarTest(operator, expected);
  return (context) => some(left(context), test);
}

function equalsAny<C>(left: Evaluate<C>, values: unknown[]): Test<C> {
  const wanted = new Set(values);
  return (context) => some(left(context), (value) => wanted.has(value));
}
