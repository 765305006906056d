import { invalid } from '../errors/error';
import type { Comparison, Condition, Expression, Values } from '../syntax/tree';
import { MIRRORED, positiveOf, scalarTest, somePair, type Positive } from '../values/compare';
import { regexTest } from '../values/regex';
import { isAbsent, someValue } from '../values/values';
import { compileExpression, isConstant, type Evaluate, type Environment } from './expressions';

export type Test<C> = (context: C) => boolean;

export interface ConditionEnvironment<C> extends Environment<C> {
  subquery(values: Extract<Values, { kind: 'subquery' }>): unknown[];
  comparesProperties: boolean;
}

export function compileCondition<C>(condition: Condition, environment: ConditionEnvironment<C>): Test<C> {
  if (condition.kind === 'comparison') return compileComparison(condition, environment);
  const tests = condition.parts.map((part) => compileCondition(part, environment));
  return condition.kind === 'and'
    ? (context) => tests.every((test) => test(context))
    : (context) => tests.some((test) => test(context));
}

function compileComparison<C>({ left, operator, right }: Comparison, environment: ConditionEnvironment<C>): Test<C> {
  const { positive, negated } = positiveOf(operator);
  const swapped = MIRRORED[positive];
  // In `date.now - 7 days > lastSeenOn`, the constant is on the left.
  const isMirrored = swapped !== undefined && isConstant(left) && isExpression(right) && !isConstant(right);
  if (!isMirrored && !environment.comparesProperties) refuseProperties(right, isConstant(left));
  const test = isMirrored
    ? compileValues(compileExpression(right, environment), swapped, left, environment)
    : compileValues(compileExpression(left, environment), positive, right, environment);
  return negated ? (context) => !test(context) : test;
}

const isExpression = (values: Values): values is Expression =>
  !['anyOf', 'allOf', 'subquery', 'regex'].includes(values.kind);

function refuseProperties(values: Values, isLeftConstant: boolean): void {
  if (values.kind === 'anyOf' || values.kind === 'allOf') {
    return values.values.forEach((value) => refuseProperties(value, isLeftConstant));
  }
  // compileCall has a better error for functions.
  if (!isExpression(values) || values.kind === 'call' || isConstant(values) || isLeftConstant) return;
  const name = values.kind === 'property' ? ` "${values.names.map(({ name }) => name).join('.')}"` : '';
  throw invalid(
    `The right side of this comparison must be a value, not the property${name}.`,
    values.at.start,
    `Write a string in quotes: name = 'two words'. To compare two properties, use WHERE.`,
  );
}

function compileValues<C>(
  left: Evaluate<C>,
  operator: Positive,
  right: Values,
  environment: ConditionEnvironment<C>,
): Test<C> {
  switch (right.kind) {
    case 'anyOf':
    case 'allOf': {
      const tests = right.values.map((value) => compileValues(left, operator, value, environment));
      return right.kind === 'anyOf'
        ? (context) => tests.some((test) => test(context))
        : (context) => tests.every((test) => test(context));
    }
    case 'subquery':
      if (operator !== '=') throw invalid('A query in parentheses needs = or !=.', right.at.start);
      return equalsAny(left, environment.subquery(right));
    case 'regex': {
      if (operator !== '=') throw invalid('A regular expression needs = or !=.', right.at.start);
      const test = regexTest(right);
      return (context) => someValue(left(context), test);
    }
    default:
      return compileValue(left, operator, right, environment);
  }
}

function compileValue<C>(
  left: Evaluate<C>,
  operator: Positive,
  right: Expression,
  environment: ConditionEnvironment<C>,
): Test<C> {
  const evaluate = compileExpression(right, environment);
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
  return (context) => someValue(left(context), test);
}

function equalsAny<C>(left: Evaluate<C>, values: unknown[]): Test<C> {
  const wanted = new Set(values);
  return (context) => someValue(left(context), (value) => wanted.has(value));
}
