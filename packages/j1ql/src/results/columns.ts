import type { Graph } from '../graph/graph';
import {
  checkArguments,
  compileExpression,
  type Evaluate,
  type GivenValues,
  type Environment,
} from '../plan/expressions';
import { bindingReader, rowProperty } from '../plan/bindings';
import type { Scope } from '../plan/scope';
import type { Row } from '../run/row';
import type { Call, Expression } from '../syntax/tree';
import { isAbsent } from '../values/values';
import { aggregatesIn, compileAggregate, isAggregate, type Accumulator } from './aggregates';
import { Reference } from './cells';

export interface Compiled {
  unwinds: Evaluate<Row>[];
  aggregates: (() => Accumulator)[];
}

/** `row` is the first row of a group, if there are aggregates. */
export type Cell = (row: Row, aggregated: readonly unknown[]) => unknown;

export interface ColumnCompiler {
  compiled: Compiled;
  cell(expression: Expression): { cell: Cell; keys: Evaluate<Row>[]; isAggregated: boolean };
}

export function columnCompiler(scope: Scope, graph: Graph, values: GivenValues): ColumnCompiler {
  const compiled: Compiled = { unwinds: [], aggregates: [] };
  const property: Environment<Row>['property'] = (of) => rowProperty(of, scope, graph, 'return');

  const unwind = (call: Call): Evaluate<Row> | undefined => {
    if (call.name.name.toUpperCase() !== 'UNWIND') return undefined;
    checkArguments(call, 1);
    const index = compiled.unwinds.length;
    compiled.unwinds.push(compileExpression(call.args[0], { values, property }));
    return ({ unwound }) => unwound[index];
  };
  const plain: Environment<Row> = { values, property, call: unwind };

  /** All properties outside of aggregates are part of the group's key. */
  const aggregated = (expression: Expression): { cell: Cell; keys: Evaluate<Row>[] } => {
    const keys: Evaluate<Row>[] = [];
    const evaluate = compileExpression<{ row: Row; aggregated: readonly unknown[] }>(expression, {
      values,
      property: (of) => {
        const read = property(of);
        keys.push(read);
        return ({ row }) => read(row);
      },
      call: (call) => {
        if (isAggregate(call)) {
          const index = compiled.aggregates.length;
          compiled.aggregates.push(compileAggregate(call, scope, plain, compiled.unwinds));
          return ({ aggregated: results }) => results[index];
        }
        const read = unwind(call);
        if (read) keys.push(read);
        return read && (({ row }) => read(row));
      },
    });
    return { cell: (row, results) => evaluate({ row, aggregated: results }), keys };
  };

  return {
    compiled,
    cell(expression) {
      if (aggregatesIn(expression).length > 0) return { ...aggregated(expression), isAggregated: true };
      const evaluate = referenceTo(expression, scope) ?? compileExpression(expression, plain);
      return { cell: evaluate, keys: [evaluate], isAggregated: false };
    },
  };
}

function referenceTo(expression: Expression, scope: Scope): Evaluate<Row> | undefined {
  const isAlone = expression.kind === 'property' && expression.names.length === 1;
  if (!isAlone && expression.kind !== 'everything') return undefined;
  const binding = scope.find(expression.kind === 'everything' ? expression.alias : expression.names[0], 'return');
  const bound = bindingReader(binding);
  const kind = binding.kind === 'edge' ? 'edge' : 'vertex';
  return (row) => new Reference(kind, bound(row));
}

/** Calls `found` for each combination of elements. An absent list has one element, undefined. */
export function forEachUnwound(unwinds: Evaluate<Row>[], row: Row, found: () => void, at = 0): void {
  if (at === unwinds.length) return found();
  const value = unwinds[at](row);
  const elements: readonly unknown[] = isAbsent(value) ? [undefined] : Array.isArray(value) ? value : [value];
  elements.forEach((element, place) => {
    row.unwound[at] = element;
    row.unwoundAt[at] = place;
    forEachUnwound(unwinds, row, found, at + 1);
  });
}
