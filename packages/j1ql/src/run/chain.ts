import type { Graph } from '../graph/graph';
import { someNeighbour } from '../graph/neighbours';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';
import { reduce, type Reduction } from './reduce';
import type { Row } from './row';

/** `[target, edge, target, edge, …]`, sorted by target. */
type NextSteps = number[];

export interface ChainSearch {
  starts: readonly number[];
  /** Writes each path from the start into the row and calls `found`, until `found` returns true. */
  paths: (start: number, row: Row, found: () => boolean) => void;
  reduction: Reduction;
}

export function searchChain(graph: Graph, slots: Slot[], variant: Variant, budget: Budget): ChainSearch {
  const { chain } = variant;
  const reduction = reduce(graph, slots, chain, budget);
  const { hasNone, nextStepsFrom } = nextStepsAlong(graph, slots, chain, reduction, budget);

  const walk = (step: number, vertex: number, row: Row, found: () => boolean): boolean => {
    if (step === chain.length || chain[step].traversal.negated) {
      if (step < chain.length && !hasNone(step, vertex)) return false;
      budget.path();
      return found();
    }
    const { slot } = chain[step];
    const steps = nextStepsFrom(step, vertex);
    for (let at = 0; at < steps.length; at += 2) {
      const [target, edge] = [steps[at], steps[at + 1]];
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

function nextStepsAlong(graph: Graph, slots: Slot[], chain: Variant['chain'], reduction: Reduction, budget: Budget) {
  const known = chain.map(() => new Map<number, NextSteps>());
  const lookUps = chain.map(({ slot, traversal }) => ({ slot: slots[slot], direction: traversal.direction }));
  const missing = new Map<number, boolean>();
  const fits = fitTest(graph, slots, chain, reduction);

  /** May be true although an edge would be used twice. */
  const canContinue = (step: number, vertex: number): boolean => {
    if (step === chain.length) return true;
    return chain[step].traversal.negated ? hasNone(step, vertex) : nextStepsFrom(step, vertex).length > 0;
  };

  /** Also tests the edges that the path uses. */
  const hasNone = (step: number, vertex: number): boolean => {
    if (missing.has(vertex)) return missing.get(vertex) === true;
    const { slot, direction } = lookUps[step];
    const found = someNeighbour(graph, vertex, slot.verbs, direction, (edge, target) => {
      budget.step();
      return fits(step, target) && slot.edgeTest(edge);
    });
    missing.set(vertex, !found);
    return !found;
  };

  const nextStepsFrom = (step: number, vertex: number): NextSteps => {
    const before = known[step].get(vertex);
    if (before) return before;
    const { slot, direction } = lookUps[step];
    const steps: [target: number, edge: number][] = [];
    someNeighbour(graph, vertex, slot.verbs, direction, (edge, target) => {
      budget.step();
      if (fits(step, target) && slot.edgeTest(edge) && canContinue(step + 1, target)) steps.push([target, edge]);
      return false;
    });
    if (steps.length > 1) steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const sorted = steps.flat();
    if (step > 0) known[step].set(vertex, sorted);
    return sorted;
  };

  return { hasNone, nextStepsFrom };
}

function fitTest(graph: Graph, slots: Slot[], chain: Variant['chain'], { marks }: Reduction) {
  const [fitting, failing] = [1, 2];
  const caches = chain.map(() => new Uint8Array(0));
  return (step: number, vertex: number): boolean => {
    const known = marks[step + 1];
    if (known) return known[vertex] === 1;
    if (caches[step].length === 0) caches[step] = new Uint8Array(graph.entities.length);
    const cache = caches[step];
    if (cache[vertex] === 0) cache[vertex] = slots[chain[step].slot].vertexTest(vertex) ? fitting : failing;
    return cache[vertex] === fitting;
  };
}
