import { invalid } from '../errors/error';
import { checkArguments, compileExpression, type Evaluate, type Environment } from '../plan/expressions';
import { bindingReader, splitProperty } from '../plan/bindings';
import type { Scope } from '../plan/scope';
import type { Row } from '../run/row';
import type { Call, Expression } from '../syntax/tree';
import { identityOf, valuesOf } from '../values/values';

export interface Accumulator {
  add(row: Row): void;
  result(): unknown;
}

const NAMES = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'];

export const isAggregate = ({ name }: Call): boolean => NAMES.includes(name.name.toUpperCase());

export function aggregatesIn(expression: Expression): Call[] {
  switch (expression.kind) {
    case 'call':
      return isAggregate(expression) ? [expression] : expression.args.flatMap(aggregatesIn);
    case 'arithmetic':
      return [...aggregatesIn(expression.left), ...aggregatesIn(expression.right)];
    case 'negative':
      return aggregatesIn(expression.operand);
    default:
      return [];
  }
}

/** @param unwinds the UNWINDs of all columns; those of this argument are added to it */
export function compileAggregate(
  call: Call,
  scope: Scope,
  environment: Environment<Row>,
  unwinds: readonly unknown[],
): () => Accumulator {
  checkArguments(call, 1);
  const [argument] = call.args;
  if (aggregatesIn(argument).length > 0) {
    throw invalid(`${call.name.name} cannot contain another aggregate.`, argument.at.start);
  }
  const name = call.name.name.toUpperCase();
  if (name === 'COUNT' && argument.kind === 'property' && argument.names.length === 1) {
    const bound = bindingReader(scope.find(splitProperty(argument).alias, 'return'));
    return () => countOf((row) => (bound(row) === -1 ? [] : [bound(row)]));
  }
  const firstUnwind = unwinds.length;
  const evaluate = compileExpression(argument, environment);
  if (name === 'COUNT') return () => countOf((row) => valuesOf(evaluate(row)).map(identityOf));
  if (name === 'MIN' || name === 'MAX') return () => extremeOf(evaluate, name === 'MIN' ? Math.min : Math.max);
  const tuple = tupleOf(argument, scope, [firstUnwind, unwinds.length]);
  return () => sumOf(evaluate, tuple, name === 'AVG');
}

function countOf(identities: (row: Row) => Iterable<string | number>): Accumulator {
  const seen = new Set<string | number>();
  return {
    add: (row) => {
      for (const identity of identities(row)) seen.add(identity);
    },
    result: () => seen.size,
  };
}

const numbersOf = (value: unknown) => valuesOf(value).filter((one): one is number => typeof one === 'number');

function extremeOf(evaluate: Evaluate<Row>, choose: (a: number, b: number) => number): Accumulator {
  let extreme: number | undefined;
  return {
    add: (row) => {
      for (const number of numbersOf(evaluate(row))) extreme = extreme === undefined ? number : choose(extreme, number);
    },
    result: () => extreme,
  };
}

/** Adds the value of each tuple of entities once: several paths, or an UNWIND, may repeat it. */
function sumOf(evaluate: Evaluate<Row>, tuple: (row: Row) => string, isAverage: boolean): Accumulator {
  const seen = new Set<string>();
  let sum = 0;
  let count = 0;
  return {
    add: (row) => {
      const key = tuple(row);
      if (seen.has(key)) return;
      seen.add(key);
      for (const number of numbersOf(evaluate(row))) {
        sum += number;
        count += 1;
      }
    },
    result: () => {
      const result = isAverage ? sum / count : sum;
      return count === 0 || !Number.isFinite(result) ? undefined : result;
    },
  };
}

function tupleOf(argument: Expression, scope: Scope, unwinds: [from: number, to: number]): (row: Row) => string {
  const names = namesIn(argument);
  const bounds = names.map((name) => bindingReader(scope.find(name, 'return')));
  return (row) => `${bounds.map((bound) => bound(row)).join()};${row.unwoundAt.slice(...unwinds).join()}`;
}

function namesIn(expression: Expression): ReturnType<typeof splitProperty>['alias'][] {
  switch (expression.kind) {
    case 'property':
      return [splitProperty(expression).alias];
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'arithmetic':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'negative':
      return namesIn(expression.operand);
    default:
      return [];
  }
}
