import { someEdge } from './adjacency';
import type { Graph } from './graph';

/** Tests each edge with one of the verbs (undefined: any verb), and its other end. Tests a loop once. */
export function someNeighbour(
  graph: Graph,
  vertex: number,
  verbs: readonly number[] | undefined,
  direction: '>>' | '<<' | undefined,
  test: (edge: number, target: number) => boolean,
): boolean {
  const { from, to } = graph;
  const isFound = direction !== '<<' && someEdge(graph.out, vertex, verbs, (edge) => test(edge, to[edge]));
  if (isFound || direction === '>>') return isFound;
  const wasLooped = direction === undefined;
  return someEdge(graph.in, vertex, verbs, (edge) => !(wasLooped && from[edge] === to[edge]) && test(edge, from[edge]));
}
