import type { Plan } from '../plan/plan';
import type { Budget } from '../run/budget';
import { forEachRow } from '../run/rows';
import { columnCompiler } from './columns';
import { edgeItem, vertexItem, type EdgeItem, type VertexItem } from './shapes';
import { compileSort, sortBy } from './sort';

export interface Tree {
  vertices: VertexItem[];
  edges: EdgeItem[];
}

interface Branch {
  keys: unknown[];
  vertices: Set<number>;
  edges: Set<number>;
}

/** SKIP and LIMIT count start entities. Each brings its paths. */
export function treeOf(plan: Plan, budget: Budget): Tree {
  const compiler = columnCompiler(plan.scope, plan.graph, plan.values);
  const orderBy = compileSort(plan.query.orderBy, undefined, compiler);
  const branches = new Map<number, Branch>();
  let size = 0;
  forEachRow(plan, budget, (row) => {
    const branch = branches.get(row.vertices[0]) ?? {
      keys: orderBy.map((by) => ('cell' in by ? by.cell(row, []) : undefined)),
      vertices: new Set<number>(),
      edges: new Set<number>(),
    };
    branches.set(row.vertices[0], branch);
    const before = branch.vertices.size + branch.edges.size;
    for (const vertex of row.vertices) if (vertex !== -1) branch.vertices.add(vertex);
    for (const edge of row.edges) if (edge !== -1) branch.edges.add(edge);
    size += branch.vertices.size + branch.edges.size - before;
    budget.rows(size);
    return false;
  });
  const chosen = sortBy([...branches.values()], orderBy).slice(plan.skip, plan.skip + plan.limit);
  const vertices = new Set(chosen.flatMap((branch) => [...branch.vertices]));
  const edges = new Set(chosen.flatMap((branch) => [...branch.edges]));
  return {
    vertices: inOrder(vertices).map((vertex) => vertexItem(plan.graph, vertex)),
    edges: inOrder(edges).map((edge) => edgeItem(plan.graph, edge)),
  };
}

const inOrder = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b);
