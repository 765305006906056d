import type { Graph } from '../graph/graph';
import { someNeighbour } from '../graph/neighbours';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';

export interface Reduction {
  /** Sorted. */
  starts: readonly number[];
  startCount: number;
  /** The step from which the search walked back; 0 if it did not. */
  from: number;
  /** For each position, the marks of the vertices that lead to `from`, if known. */
  alive: (Uint8Array | undefined)[];
}

/** Walking back pays off with this many times fewer vertices. */
const MIN_FACTOR = 4;

/**
 * If a step has far fewer candidates than the start, the search walks back from that step, marks the vertices, and
 * begins only at marked starts.
 */
export function reduce(graph: Graph, slots: Slot[], chain: Variant['chain'], budget: Budget): Reduction {
  const positions = [slots[0], ...chain.map(({ slot }) => slots[slot])];
  const sizes = positions.map(({ candidates }) => candidates?.length ?? graph.entities.length);
  let from = 0;
  chain.forEach(({ traversal }, step) => {
    if (!traversal.negated && sizes[step + 1] < sizes[from]) from = step + 1;
  });
  if (sizes[from] * MIN_FACTOR > sizes[0]) from = 0;

  const alive = positions.map(() => undefined as Uint8Array | undefined);
  let vertices = fittingOf(graph, positions[from], budget);
  for (let position = from; position > 0; position -= 1) {
    alive[position] = marked(graph, vertices);
    const { slot, traversal } = chain[position - 1];
    const { vertexTest } = positions[position - 1];
    const seen = new Uint8Array(graph.entities.length);
    const before: number[] = [];
    for (const vertex of vertices) {
      someNeighbour(graph, vertex, slots[slot].verbs, reversed(traversal.direction), (edge, source) => {
        budget.step();
        if (seen[source] === 1 || !slots[slot].edgeTest(edge)) return false;
        seen[source] = 1;
        if (vertexTest(source)) before.push(source);
        return false;
      });
    }
    vertices = before;
  }
  if (from > 0) vertices.sort((a, b) => a - b);
  return { starts: vertices, startCount: vertices.length, from, alive };
}

const reversed = (direction: '>>' | '<<' | undefined) =>
  direction === undefined ? undefined : direction === '>>' ? '<<' : '>>';

function fittingOf(graph: Graph, { candidates, vertexTest }: Slot, budget: Budget): number[] {
  const fitting: number[] = [];
  const count = candidates?.length ?? graph.entities.length;
  for (let at = 0; at < count; at += 1) {
    budget.step();
    const vertex = candidates ? candidates[at] : at;
    if (vertexTest(vertex)) fitting.push(vertex);
  }
  return fitting;
}

function marked(graph: Graph, vertices: readonly number[]): Uint8Array {
  const marks = new Uint8Array(graph.entities.length);
  for (const vertex of vertices) marks[vertex] = 1;
  return marks;
}
