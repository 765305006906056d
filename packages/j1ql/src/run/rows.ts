import type { Plan } from '../plan/plan';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';
import { searchChain, type ChainSearch } from './chain';
import { createPaths, type Paths } from './paths';
import { emptyRow, type Row } from './row';

/** If `found` returns true, the other rows of the same start are skipped. The row object is used again for the next row. */
export function forEachRow(plan: Plan, budget: Budget, found: (row: Row) => boolean): void {
  if (plan.variants.length > 1) return forEachOfVariants(plan, budget, found);
  const [variant] = plan.variants;
  const { starts, paths } = searchChain(plan.graph, plan.slots, variant, budget);
  const row = rowFor(plan, variant);
  const accept = () => (plan.rowTest === undefined || plan.rowTest(row)) && found(row);
  for (const start of starts) paths(start, row, accept);
}

const rowFor = (plan: Plan, { groupEnds, trailingEnds }: Variant): Row => ({
  ...emptyRow(plan.scope.slots),
  groupEnds,
  trailingEnds,
});

interface Search extends ChainSearch {
  row: Row;
  nextIndex: number;
}

/** Keeps the paths of one start at a time: a path and a longer path that contains it have the same start. */
function forEachOfVariants(plan: Plan, budget: Budget, found: (row: Row) => boolean): void {
  const searches = plan.variants.map((variant): Search => ({
    ...searchChain(plan.graph, plan.slots, variant, budget),
    row: rowFor(plan, variant),
    nextIndex: 0,
  }));
  const bound = plan.variants.map(boundSlots);
  const kept = createPaths(plan.scope.slots);
  for (let start = nextStart(searches); start !== undefined; start = nextStart(searches)) {
    kept.clear();
    searches.forEach((search, variant) => {
      if (search.starts[search.nextIndex] !== start) return;
      search.nextIndex += 1;
      search.paths(start, search.row, () => {
        kept.add(variant, search.row);
        return false;
      });
    });
    for (const path of kept.sorted(withoutContained(bound, kept))) {
      budget.step();
      const { row } = searches[kept.variantOf(path)];
      kept.read(path, row);
      const isEnough = (plan.rowTest === undefined || plan.rowTest(row)) && found(row);
      row.vertices.fill(-1);
      row.edges.fill(-1);
      if (isEnough) break;
    }
  }
}

function nextStart(searches: readonly Search[]): number | undefined {
  const starts = searches.flatMap(({ starts: own, nextIndex }) => (nextIndex < own.length ? own[nextIndex] : []));
  return starts.length === 0 ? undefined : Math.min(...starts);
}

const boundSlots = ({ chain }: Variant) => [
  0,
  ...chain.flatMap(({ slot, traversal }) => (traversal.negated ? [] : slot)),
];

function withoutContained(bound: number[][], paths: Paths): number[] {
  const covered = bound.map((own, at) => {
    const larger = new Set(bound.flatMap((others, other) => (isContained(own, at, others, other) ? other : [])));
    const keys = new Set<string>();
    if (larger.size === 0) return keys;
    for (let path = 0; path < paths.count(); path += 1) {
      if (larger.has(paths.variantOf(path))) keys.add(paths.keyOf(path, own));
    }
    return keys;
  });
  const rest: number[] = [];
  for (let path = 0; path < paths.count(); path += 1) {
    const variant = paths.variantOf(path);
    if (covered[variant].size === 0 || !covered[variant].has(paths.keyOf(path, bound[variant]))) rest.push(path);
  }
  return rest;
}

/** If two variants have the same slots, the later variant wins. */
function isContained(own: number[], at: number, others: number[], other: number): boolean {
  if (!own.every((slot) => others.includes(slot))) return false;
  return others.length > own.length || (others.length === own.length && other > at);
}
