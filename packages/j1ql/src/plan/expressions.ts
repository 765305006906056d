import { invalid } from '../errors/error';
import type { Expression, Property } from '../syntax/tree';
import { readDate, shift } from '../values/dates';
import { FUNCTIONS } from './functions';

/** `C` is a vertex in WITH, and a row in WHERE and RETURN. */
export type Evaluate<C> = (context: C) => unknown;

/** The properties, functions and values that an expression can use in its clause. */
export interface Environment<C> {
  property(property: Property): Evaluate<C>;
  call?(call: Extract<Expression, { kind: 'call' }>): Evaluate<C> | undefined;
  refusesCalls?: string;
  values: GivenValues;
}

export interface GivenValues {
  now: number;
  parameter(expression: Extract<Expression, { kind: 'parameter' }>): unknown;
}

export function compileExpression<C>(expression: Expression, environment: Environment<C>): Evaluate<C> {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'now':
    case 'instant': {
      const value = constantValue(expression, environment.values);
      return () => value;
    }
    case 'negative': {
      const operand = compileExpression(expression.operand, environment);
      return (context) => negated(operand(context));
    }
    case 'arithmetic': {
      const left = compileExpression(expression.left, environment);
      const right = compileExpression(expression.right, environment);
      const compute = ARITHMETIC[expression.operator];
      return (context) => calculated(compute, left(context), right(context));
    }
    case 'call':
      return compileCall(expression, environment);
    case 'everything':
      throw invalid(`"${expression.alias.name}.*" must be a column of its own.`, expression.at.start);
    case 'property':
      return environment.property(expression);
  }
}

type Constant = Extract<Expression, { kind: 'literal' | 'parameter' | 'now' | 'instant' }>;

function constantValue(expression: Constant, values: GivenValues): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'parameter':
      return values.parameter(expression);
    case 'instant':
      return readDate(expression.text, expression.at.start);
    case 'now':
      return expression.durations.reduce((time, { sign, amount, unit, at }) => {
        const count = amount.kind === 'literal' ? amount.value : values.parameter(amount);
        if (typeof count !== 'number') throw invalid('A duration needs a number, as in date.now - 30 days.', at.start);
        if (!Number.isInteger(count) && (unit === 'month' || unit === 'year')) {
          throw invalid(`Months and years must be whole numbers; got ${count}.`, at.start);
        }
        return shift(time, sign === '-' ? -count : count, unit);
      }, values.now);
  }
}

export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'negative':
      return isConstant(expression.operand);
    case 'arithmetic':
      return isConstant(expression.left) && isConstant(expression.right);
    case 'property':
    case 'call':
    case 'everything':
      return false;
    default:
      return true;
  }
}

const ARITHMETIC: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
};

const negated = (value: unknown) => (typeof value === 'number' ? -value : undefined);

function calculated(
  compute: (left: number, right: number) => number,
  left: unknown,
  right: unknown,
): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  return finite(compute(left, right));
}

const finite = (value: number) => (Number.isFinite(value) ? value : undefined);

function compileCall<C>(call: Extract<Expression, { kind: 'call' }>, environment: Environment<C>): Evaluate<C> {
  if (environment.refusesCalls !== undefined) throw invalid(environment.refusesCalls, call.at.start);
  const special = environment.call?.(call);
  if (special) return special;
  const name = call.name.name.toUpperCase();
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) {
    const names = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX', ...Object.keys(FUNCTIONS), 'UNWIND'];
    throw invalid(`Unknown function "${call.name.name}".`, call.at.start, `Functions are ${names.join(', ')}.`);
  }
  checkArguments(call, known.many ? undefined : 1);
  const args = call.args.map((arg) => compileExpression(arg, environment));
  return (context) => known.compute(args.map((arg) => arg(context)));
}

export function checkArguments(call: Extract<Expression, { kind: 'call' }>, count: number | undefined): void {
  const fits = count === undefined ? call.args.length > 0 : call.args.length === count;
  if (fits) return;
  const wanted = count === undefined ? 'one argument or more' : 'one argument';
  throw invalid(`${call.name.name} takes ${wanted} and got ${call.args.length}.`, call.at.start);
}
