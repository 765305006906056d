import type { Graph } from '../graph/graph';
import { someWay } from '../graph/ways';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';
import { reduce, type Reduction } from './reduce';
import type { Row } from './row';

/** The next steps from a vertex: target, edge, target, edge, …, sorted by target. */
type Ways = number[];

/** Finds the paths of one chain of traversals, in order. */
export interface ChainSearch {
  starts: Iterable<number>;
  /** Fills the row with each path from a start and calls `found`, until it returns true. */
  paths: (start: number, row: Row, found: () => boolean) => void;
  /** For `explain`. */
  reduction: Reduction;
}

export function searchChain(graph: Graph, slots: Slot[], variant: Variant, budget: Budget): ChainSearch {
  const { chain } = variant;
  const reduction = reduce(graph, slots, chain, budget);
  const { lacks, waysFrom } = waysAlong(graph, slots, chain, reduction, budget);

  const walk = (step: number, vertex: number, row: Row, found: () => boolean): boolean => {
    if (step === chain.length || chain[step].traversal.negated) {
      if (step < chain.length && !lacks(step, vertex)) return false;
      budget.path();
      return found();
    }
    const { slot } = chain[step];
    const ways = waysFrom(step, vertex);
    for (let at = 0; at < ways.length; at += 2) {
      const [target, edge] = [ways[at], ways[at + 1]];
      if (row.edges.includes(edge)) continue;
      budget.step();
      [row.vertices[slot], row.edges[slot]] = [target, edge];
      const isEnough = walk(step + 1, target, row, found);
      [row.vertices[slot], row.edges[slot]] = [-1, -1];
      if (isEnough) return true;
    }
    return false;
  };

  return {
    reduction,
    starts: reduction.starts,
    paths: (start, row, found) => {
      budget.step();
      row.vertices[0] = start;
      walk(0, start, row, found);
    },
  };
}

/** Looks up the next steps once for each vertex. */
function waysAlong(graph: Graph, slots: Slot[], chain: Variant['chain'], reduction: Reduction, budget: Budget) {
  const known = chain.map(() => new Map<number, Ways>());
  const lookUps = chain.map(({ slot, traversal }) => ({ slot: slots[slot], direction: traversal.direction }));
  const missing = new Map<number, boolean>();
  const fits = fitTest(graph, slots, chain, reduction);

  /** Whether the rest of the chain can be completed. It does not notice an edge that is used twice. */
  const goesOn = (step: number, vertex: number): boolean => {
    if (step === chain.length) return true;
    return chain[step].traversal.negated ? lacks(step, vertex) : waysFrom(step, vertex).length > 0;
  };

  /** A negated traversal tests all edges of the vertex, also those of the path. */
  const lacks = (step: number, vertex: number): boolean => {
    if (missing.has(vertex)) return missing.get(vertex) === true;
    const { slot, direction } = lookUps[step];
    const found = someWay(graph, vertex, slot.verbs, direction, (edge, target) => {
      budget.step();
      return fits(step, target) && slot.edgeTest(edge);
    });
    missing.set(vertex, !found);
    return !found;
  };

  const waysFrom = (step: number, vertex: number): Ways => {
    const before = known[step].get(vertex);
    if (before) return before;
    const { slot, direction } = lookUps[step];
    const ways: [target: number, edge: number][] = [];
    someWay(graph, vertex, slot.verbs, direction, (edge, target) => {
      budget.step();
      if (fits(step, target) && slot.edgeTest(edge) && goesOn(step + 1, target)) ways.push([target, edge]);
      return false;
    });
    if (ways.length > 1) ways.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const sorted = ways.flat();
    if (step > 0) known[step].set(vertex, sorted); // Each start is looked at once.
    return sorted;
  };

  return { lacks, waysFrom };
}

/** Whether a vertex fits the end of a step. Each vertex is tested once. */
function fitTest(graph: Graph, slots: Slot[], chain: Variant['chain'], { alive }: Reduction) {
  const [fitting, failing] = [1, 2];
  const caches = chain.map(() => new Uint8Array(0));
  return (step: number, vertex: number): boolean => {
    const known = alive[step + 1];
    if (known) return known[vertex] === 1;
    if (caches[step].length === 0) caches[step] = new Uint8Array(graph.entities.length);
    const cache = caches[step];
    if (cache[vertex] === 0) cache[vertex] = slots[chain[step].slot].vertexTest(vertex) ? fitting : failing;
    return cache[vertex] === fitting;
  };
}
