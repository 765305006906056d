import type { Properties } from '@j1-integrations/j1ql';
import { nameOf, type Model } from './model';
import { neighbours } from './neighbours';
import type { NeighbourFilter } from './ref';
import { normalized } from './search';

/** What a search chooses from. Rows are numbers, because there are very many. */
export interface Rows {
  /** By name. */
  order: Uint32Array;
  vertexOf: (row: number) => number;
  /** The relationship to a neighbour. */
  relationshipOf: (row: number) => Properties | undefined;
}

/** A row for each entity: its vertex. */
export const allRows = (byName: Uint32Array): Rows => ({
  order: byName,
  vertexOf: (row) => row,
  relationshipOf: () => undefined,
});

/** A row for each relationship to a neighbour. */
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
