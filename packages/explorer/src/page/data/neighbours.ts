import { someNeighbour, textsOf, type Graph, type Properties } from '@j1-integrations/j1ql';
import type { Direction, NeighbourFilter } from './ref';
import { typeOf, type Model } from './model';

/** Visits a loop once. */
export function forEachNeighbour(
  graph: Graph,
  vertex: number,
  visit: (edge: number, other: number, direction: Direction) => void,
) {
  someNeighbour(graph, vertex, undefined, undefined, (edge, other) => {
    visit(edge, other, graph.from[edge] === vertex ? 'out' : 'in');
    return false;
  });
}

export const verbOf = (graph: Graph, edge: number): string =>
  (textsOf(graph.relationships[edge]._class)[0] ?? '').toUpperCase();

export interface Neighbour {
  vertex: number;
  relationship: Properties;
}

/** Has a neighbour once for each of its relationships. */
export function neighbours(model: Model, { id, verb, direction, type }: NeighbourFilter): Neighbour[] {
  const { graph } = model;
  const found: Neighbour[] = [];
  const vertex = model.vertexOf(id);
  if (vertex === undefined) return found;
  forEachNeighbour(graph, vertex, (edge, other, seenDirection) => {
    if (seenDirection !== direction || verbOf(graph, edge) !== verb || typeOf(graph.entities[other]) !== type) return;
    found.push({ vertex: other, relationship: graph.relationships[edge] });
  });
  return found;
}
