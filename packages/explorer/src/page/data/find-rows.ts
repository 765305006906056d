import type { Properties } from '@j1-integrations/j1ql';
import { nameOf, type Model } from './model';
import { neighbours } from './neighbours';
import type { NeighbourFilter } from './ref';
import { normalized } from './search';

/** The rows of a search. They are numbers, because there are very many. */
export interface Rows {
  /** Sorted by name. */
  order: Uint32Array;
  vertexOf: (row: number) => number;
  relationshipOf: (row: number) => Properties | undefined;
}

export const allRows = (byName: Uint32Array): Rows => ({
  order: byName,
  vertexOf: (row) => row,
  relationshipOf: () => undefined,
});

/** One row for each relationship. */
export function neighbourRows(model: Model, near: NeighbourFilter): Rows {
  const all = neighbours(model, near);
  const names = all.map(({ vertex }) => normalized(nameOf(model.graph.entities[vertex])));
  const order = Uint32Array.from(all, (_, row) => row);
  order.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
  return {
    order,
    vertexOf: (row) => all[row].vertex,
    relationshipOf: (row) => all[row].relationship,
  };
}
