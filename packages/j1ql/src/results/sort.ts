import type { Cell, ColumnCompiler } from './columns';
import type { Column, SortKey } from '../syntax/tree';
import { compareForSort } from '../values/order';
import { columnName, expressionText } from './column-name';

export type SortBy = { descending: boolean } & ({ column: number } | { cell: Cell });

/** A sort key that equals a column's name or expression means that column. */
export function compileSort(orderBy: SortKey[], columns: Column[], compiler: ColumnCompiler): SortBy[] {
  return orderBy.map(({ expression, text, descending }) => {
    const name =
      expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : expressionText(text);
    const named = columns.findIndex((column) => columnName(column) === name);
    const shown = columns.findIndex((column) => expressionText(column.text).toLowerCase() === name.toLowerCase());
    const column = named === -1 ? shown : named;
    return column === -1 ? { descending, cell: compiler.cell(expression).cell } : { descending, column };
  });
}

/** Stable: equal items keep their order. */
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
