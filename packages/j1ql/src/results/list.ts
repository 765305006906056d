import type { Plan } from '../plan/plan';
import type { Budget } from '../run/budget';
import { forEachRow } from '../run/rows';
import { columnCompiler } from './columns';
import { vertexItem, type VertexItem } from './shapes';
import { compileSort, sortBy } from './sort';

/** Returns the start entities, and the ends of optional parts: `User (THAT HAS Device)?` returns users and devices. */
export function listOf(plan: Plan, budget: Budget): VertexItem[] {
  const compiler = columnCompiler(plan.scope, plan.graph, plan.values);
  const orderBy = compileSort(plan.query.orderBy, undefined, compiler);
  const isStartEnough =
    plan.query.orderBy.length === 0 && plan.variants.every(({ trailingEnds }) => trailingEnds.length === 0);
  const found = new Map<number, { vertex: number; keys: unknown[] }[]>();
  forEachRow(plan, budget, (row) => {
    const keys = orderBy.map((by) => ('cell' in by ? by.cell(row, []) : undefined));
    for (const vertex of [row.vertices[0], ...row.trailingEnds.map((slot) => row.vertices[slot])]) {
      const items = found.get(vertex);
      if (items === undefined) found.set(vertex, [{ vertex, keys }]);
      else if (orderBy.length > 0) items.push({ vertex, keys });
    }
    budget.rows(found.size);
    return isStartEnough;
  });
  const inOrder = [...found.values()].flat().sort((a, b) => a.vertex - b.vertex);
  const vertices = new Set(sortBy(inOrder, orderBy).map(({ vertex }) => vertex));
  return [...vertices].slice(plan.skip, plan.skip + plan.limit).map((vertex) => vertexItem(plan.graph, vertex));
}
