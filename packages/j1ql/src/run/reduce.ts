import type { Graph } from '../graph/graph';
import { someNeighbour } from '../graph/neighbours';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';

export interface Reduction {
  /** Sorted. */
  starts: readonly number[];
  startCount: number;
  /** The position from which the search walked back; 0 if it did not. */
  walkedFrom: number;
  /** For each position, marks the vertices that lead to `walkedFrom`. */
  marks: (Uint8Array | undefined)[];
}

/** With less difference, walking back is not faster. */
const MIN_FACTOR = 4;

/** Walks back from the step with the fewest candidates to find the starts, if that is much faster. */
export function reduce(graph: Graph, slots: Slot[], chain: Variant['chain'], budget: Budget): Reduction {
  const positions = [slots[0], ...chain.map(({ slot }) => slots[slot])];
  const sizes = positions.map(({ candidates }) => candidates?.length ?? graph.entities.length);
  let walkedFrom = 0;
  chain.forEach(({ traversal }, step) => {
    if (!traversal.negated && sizes[step + 1] < sizes[walkedFrom]) walkedFrom = step + 1;
  });
  if (sizes[walkedFrom] * MIN_FACTOR > sizes[0]) walkedFrom = 0;

  const marks = positions.map(() => undefined as Uint8Array | undefined);
  let vertices = fittingOf(graph, positions[walkedFrom], budget);
  for (let position = walkedFrom; position > 0; position -= 1) {
    marks[position] = markedVertices(graph, vertices);
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
  if (walkedFrom > 0) vertices.sort((a, b) => a - b);
  return { starts: vertices, startCount: vertices.length, walkedFrom, marks };
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

function markedVertices(graph: Graph, vertices: readonly number[]): Uint8Array {
  const marks = new Uint8Array(graph.entities.length);
  for (const vertex of vertices) marks[vertex] = 1;
  return marks;
}
