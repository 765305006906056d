import { someWay, type Graph, type Properties } from '@j1-integrations/j1ql';
import type { Direction, Near } from './ref';
import { textsOf, typeOf, type Model } from './model';

/** Calls for each relationship at an entity. A loop is seen once. */
export function eachWay(
  graph: Graph,
  vertex: number,
  see: (edge: number, other: number, direction: Direction) => void,
) {
  someWay(graph, vertex, undefined, undefined, (edge, other) => {
    see(edge, other, graph.from[edge] === vertex ? 'out' : 'in');
    return false;
  });
}

export const verbOf = (graph: Graph, edge: number): string =>
  (textsOf(graph.relationships[edge]._class)[0] ?? '').toUpperCase();

/** The entities that are near in one way, each with the relationship that leads to it. */
export function neighbours(model: Model, { id, verb, direction, type }: Near): Map<number, Properties> {
  const { graph } = model;
  const found = new Map<number, Properties>();
  const vertex = model.vertexOf(id);
  if (vertex === undefined) return found;
  eachWay(graph, vertex, (edge, other, way) => {
    if (way !== direction || verbOf(graph, edge) !== verb || typeOf(graph.entities[other]) !== type) return;
    found.set(other, graph.relationships[edge]);
  });
  return found;
}
