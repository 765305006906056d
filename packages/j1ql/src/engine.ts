import { J1qlError } from './errors/error';
import { explain, type Explanation } from './explain/explain';
import { parse } from './grammar/parse';
import { createGraph, type Graph, type GraphData } from './graph/graph';
import { parameterValue } from './plan/parameters';
import { planOf, type Plan } from './plan/plan';
import { countOf } from './results/count';
import { listOf } from './results/list';
import { messagesForEmpty } from './results/messages';
import type { VertexItem } from './results/shapes';
import { tableOf, type TableRow } from './results/table';
import { treeOf, type Tree } from './results/tree';
import { createBudget, DEFAULT_LIMITS, type Budget, type Limits } from './run/budget';
import type { Query } from './syntax/tree';
import { valuesOf } from './values/values';

export interface QueryOptions {
  /** The values of `${name}`: strings, numbers, booleans, null, or lists of these. They cannot change the query. */
  variables?: Readonly<Record<string, unknown>>;
  /** The value of `date.now`: a date, or milliseconds since 1970. Default: the time of the call. */
  now?: Date | number;
  /** Includes objects with `_deleted = true`. Default: false. */
  includeDeleted?: boolean;
  /** Leaves out the entities of these instances (`_integrationInstanceId`). */
  without?: readonly string[];
  /** Adds the entity ids of each table row as `_meta.byAlias`, except with UNIQUE or aggregates. */
  rowMetadata?: boolean;
  limits?: Partial<Limits>;
}

export type QueryResult = (
  { type: 'list'; data: VertexItem[] } | { type: 'table'; data: TableRow[] } | { type: 'tree'; data: Tree }
) & {
  messages?: string[];
};

export interface Engine {
  /** `dangling` counts the relationships without one of their entities. They are left out. */
  size: { entities: number; relationships: number; dangling: number };
  /** For reading without a query. Do not change it. */
  graph: Graph;
  /** @throws J1qlError when the text is no query, cannot be answered, or exceeds a limit */
  query(text: string, options?: QueryOptions): QueryResult;
  /** How the query is answered, step by step. @throws J1qlError */
  explain(text: string, options?: QueryOptions): Explanation;
}

export interface EngineOptions {
  limits?: Partial<Limits>;
}

export function createEngine(data: GraphData, { limits }: EngineOptions = {}): Engine {
  const graph = createGraph(data);

  const plan = (query: Query, options: QueryOptions, budget: Budget): Plan => {
    const { variables = {}, now = Date.now(), includeDeleted = false, without = [], rowMetadata = false } = options;
    return planOf(query, graph, {
      includeDeleted,
      without: new Set(without),
      rowMetadata,
      values: { now: Number(now), parameter: (parameter) => parameterValue(parameter, variables) },
      subquery: (inner) => subqueryValues(plan(inner, { ...options, now, rowMetadata: false }, budget), budget),
    });
  };

  const run = <Result>(text: string, options: QueryOptions, use: (plan: Plan, budget: Budget) => Result): Result => {
    const query = parse(text);
    const now = options.now ?? Date.now();
    if (Number.isNaN(Number(now))) throw new TypeError('`now` is not a date.');
    const budget = createBudget({ ...DEFAULT_LIMITS, ...limits, ...options.limits });
    return refuseOverflow(() => use(plan(query, { ...options, now }, budget), budget));
  };

  return {
    size: {
      entities: graph.entities.length,
      relationships: graph.relationships.length,
      dangling: graph.dangling,
    },
    graph,
    query: (text, options = {}) => run(text, options, answer),
    explain: (text, options = {}) => run(text, options, explain),
  };
}

function answer(plan: Plan, budget: Budget): QueryResult {
  const result = resultOf(plan, budget);
  const messages = countOf(result) === 0 ? messagesForEmpty(plan.query) : [];
  return messages.length === 0 ? result : { ...result, messages };
}

function resultOf(plan: Plan, budget: Budget): QueryResult {
  const { returns } = plan.query;
  if (returns.kind === 'table') return { type: 'table', data: tableOf(plan, returns.columns, budget) };
  if (returns.kind === 'tree') return { type: 'tree', data: treeOf(plan, budget) };
  return { type: 'list', data: listOf(plan, budget) };
}

function subqueryValues(plan: Plan, budget: Budget): unknown[] {
  const { returns, at } = plan.query;
  if (returns.kind !== 'table' || returns.columns.length !== 1) {
    throw new J1qlError('VALIDATION_ERROR', 'A query in parentheses must return exactly one column.', at.start);
  }
  return tableOf(plan, returns.columns, budget).flatMap((row) => Object.values(row).flatMap(valuesOf));
}

/** Very long expressions overflow the stack. */
function refuseOverflow<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw new J1qlError('LIMIT_ERROR', 'The query is too large.');
    throw error;
  }
}
