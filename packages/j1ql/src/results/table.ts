import type { Graph } from '../graph/graph';
import type { Plan } from '../plan/plan';
import type { Budget } from '../run/budget';
import { emptyRow, type Row } from '../run/row';
import { forEachRow } from '../run/rows';
import type { Column } from '../syntax/tree';
import { isAbsent, setProperty } from '../values/values';
import type { Accumulator } from './aggregates';
import { cellIdentity, Reference } from './cells';
import { columnName } from './column-name';
import { columnCompiler, forEachUnwound, type Compiled } from './columns';
import { metadataOf, type RowMetadata } from './row-metadata';
import { compileSort, sortBy, type SortBy } from './sort';

export type TableRow = Record<string, unknown>;

interface Line {
  cells: unknown[];
  keys: unknown[];
  meta?: RowMetadata;
}

type CompiledColumn = ReturnType<ReturnType<typeof columnCompiler>['cell']>;

export function tableOf(plan: Plan, columns: Column[], budget: Budget): TableRow[] {
  const compiler = columnCompiler(plan.scope, plan.graph, plan.values);
  const cells = columns.map(({ expression }) => compiler.cell(expression));
  const orderBy = compileSort(plan.query.orderBy, columns, compiler);
  const isGrouped = compiler.compiled.aggregates.length > 0;
  const lines = isGrouped
    ? groupedLines(plan, cells, orderBy, compiler.compiled, budget)
    : plainLines(plan, cells, orderBy, compiler.compiled, budget);
  const distinct = plan.query.unique ? withoutRepetition(lines) : lines;
  const shown = sortBy(distinct, orderBy).slice(plan.skip, plan.skip + plan.limit);
  return rowsOf(shown, columns, plan);
}

const keysOf = (orderBy: SortBy[], cells: unknown[], row: Row, aggregated: unknown[]) =>
  orderBy.map((by) => ('column' in by ? cells[by.column] : by.cell(row, aggregated))).map(sortable);

/** Vertices are numbered in the order of `_id`. */
const sortable = (cell: unknown) => (cell instanceof Reference ? (cell.number === -1 ? undefined : cell.number) : cell);

function plainLines(
  plan: Plan,
  columns: CompiledColumn[],
  orderBy: SortBy[],
  { unwinds }: Compiled,
  budget: Budget,
): Line[] {
  const lines: Line[] = [];
  forEachRow(plan, budget, (row) => {
    forEachUnwound(unwinds, row, () => {
      const cells = columns.map(({ cell }) => cell(row, []));
      lines.push({ cells, keys: keysOf(orderBy, cells, row, []), meta: metadataOf(row, plan) });
      budget.rows(lines.length);
    });
    return false;
  });
  return lines;
}

interface Group {
  first: Row;
  accumulators: Accumulator[];
}

/** Without a key, there is always one group. */
function groupedLines(
  plan: Plan,
  columns: CompiledColumn[],
  orderBy: SortBy[],
  { unwinds, aggregates }: Compiled,
  budget: Budget,
): Line[] {
  const groups = new Map<string, Group>();
  const keys = columns.flatMap((column) => column.keys);
  const groupFor = (key: string, row: Row): Group => {
    const known = groups.get(key);
    if (known) return known;
    const group = { first: copyOf(row), accumulators: aggregates.map((make) => make()) };
    groups.set(key, group);
    budget.rows(groups.size);
    return group;
  };
  if (keys.length === 0) groupFor('', emptyRow(plan.scope.slots));
  forEachRow(plan, budget, (row) => {
    forEachUnwound(unwinds, row, () => {
      const group = groupFor(keys.map((key) => cellIdentity(key(row))).join('\n'), row);
      for (const accumulator of group.accumulators) accumulator.add(row);
    });
    return false;
  });
  return [...groups.values()].map(({ first, accumulators }) => {
    const aggregated = accumulators.map((accumulator) => accumulator.result());
    const cells = columns.map(({ cell }) => cell(first, aggregated));
    return { cells, keys: keysOf(orderBy, cells, first, aggregated) };
  });
}

const copyOf = (row: Row): Row => ({
  ...row,
  vertices: row.vertices.slice(),
  edges: row.edges.slice(),
  unwound: [...row.unwound],
  unwoundAt: [...row.unwoundAt],
});

const withoutRepetition = (lines: Line[]): Line[] => {
  const seen = new Set<string>();
  return lines.filter(({ cells }) => {
    const identity = cells.map(cellIdentity).join('\n');
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
};

/** One column is several cells for `u.*`. */
type Shown = (cells: unknown[]) => [name: string, cell: unknown][];

/** Each row has all columns, even if a cell is null. */
function rowsOf(lines: Line[], columns: Column[], { graph }: Plan): TableRow[] {
  const shown = columns.map((column, at): Shown => {
    if (column.expression.kind === 'everything')
      return allPropertiesShown(lines, at, column.expression.alias.name, graph);
    const name = columnName(column);
    return (cells) => [[name, shownCell(cells[at], graph)]];
  });
  return lines.map(({ cells, meta }) => {
    const row: TableRow = {};
    for (const show of shown) {
      for (const [name, cell] of show(cells)) {
        if (!Object.hasOwn(row, name) || isAbsent(row[name])) setProperty(row, name, cell);
      }
    }
    if (meta) row._meta = meta;
    return row;
  });
}

function shownCell(cell: unknown, graph: Graph): unknown {
  if (cell instanceof Reference) return cell.item(graph);
  return isAbsent(cell) ? null : cell;
}

function allPropertiesShown(lines: Line[], at: number, alias: string, graph: Graph): Shown {
  const entriesOf = (cells: unknown[]) => (cells[at] as Reference).properties(graph);
  const names = [...new Set(lines.flatMap(({ cells }) => entriesOf(cells).map(([name]) => name)))];
  return (cells) => {
    const known = new Map(entriesOf(cells));
    return names.map((name) => [`${alias}.${name}`, shownCell(known.get(name), graph)]);
  };
}
