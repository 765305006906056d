import type { Cell, ColumnCompiler } from './columns';
import type { Call, Column, Expression, SortKey } from '../syntax/tree';
import { invalid } from '../errors/error';
import { isConstant } from '../plan/expressions';
import { compareForSort } from '../values/order';
import { aggregatesIn, isAggregate } from './aggregates';
import { columnName, expressionText } from './column-name';

export type SortBy = { descending: boolean } & ({ column: number } | { cell: Cell });

/** A key with the name or the expression of a column sorts by that column. */
export function compileSort(orderBy: SortKey[], columns: Column[] | undefined, compiler: ColumnCompiler): SortBy[] {
  return orderBy.map(({ expression, text, descending }) => {
    const name =
      expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : expressionText(text);
    const named = columns?.findIndex((column) => columnName(column) === name) ?? -1;
    const shown = columns?.findIndex((column) => comparable(expressionText(column.text)) === comparable(name)) ?? -1;
    const column = named === -1 ? shown : named;
    if (column !== -1) return { descending, column };
    checkSortable(expression, columns !== undefined);
    return { descending, cell: compiler.cell(expression).cell };
  });
}

/** Function names ignore case, property names do not. */
const comparable = (text: string) =>
  text.replace(/'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|(?<![.\w])\w+(?=\()/g, (part) =>
    /^['"]/.test(part) ? part : part.toUpperCase(),
  );

function checkSortable(expression: Expression, isTable: boolean): void {
  const { start } = expression.at;
  const [aggregate] = aggregatesIn(expression);
  if (aggregate && !isTable) {
    throw invalid(
      `${aggregate.name.name.toUpperCase()} can only sort a table, and this query has no columns.`,
      aggregate.at.start,
      'Add them with RETURN.',
    );
  }
  const unwind = unwindIn(expression);
  if (unwind)
    throw invalid(
      'A query can sort by UNWIND only if it is a column.',
      unwind.at.start,
      'Add it to RETURN, and sort by that column.',
    );
  if (isConstant(expression)) {
    throw invalid(
      'This sort key is the same for all rows.',
      start,
      'Sort by a column or by a property, as in u.displayName.',
    );
  }
}

function unwindIn(expression: Expression): Call | undefined {
  switch (expression.kind) {
    case 'call':
      if (isAggregate(expression)) return undefined;
      if (expression.name.name.toUpperCase() === 'UNWIND') return expression;
      return expression.args.map(unwindIn).find((found) => found !== undefined);
    case 'arithmetic':
      return unwindIn(expression.left) ?? unwindIn(expression.right);
    case 'negative':
      return unwindIn(expression.operand);
    default:
      return undefined;
  }
}

export function sortBy<Item extends { keys: readonly unknown[] }>(
  items: Item[],
  orderBy: { descending: boolean }[],
): Item[] {
  if (orderBy.length === 0) return items;
  return items.sort((a, b) => {
    for (const [at, { descending }] of orderBy.entries()) {
      const order = compareForSort(a.keys[at], b.keys[at], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}
