import type { Plan } from '../plan/plan';
import type { Variant } from '../plan/variants';
import type { Budget } from './budget';
import { searchChain } from './chain';
import { emptyRow, type Row } from './row';

/**
 * Calls `found` for each row, sorted by vertices. When it returns true, other rows of the same start are skipped. The
 * row object is reused: copy what you keep.
 */
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

interface Kept {
  variant: Variant;
  numbers: Int32Array;
}

function forEachOfVariants(plan: Plan, budget: Budget, found: (row: Row) => boolean): void {
  const { slots } = plan.scope;
  const perVariant = plan.variants.map((variant) => {
    const kept: Kept[] = [];
    const { starts, paths } = searchChain(plan.graph, plan.slots, variant, budget);
    const row = rowFor(plan, variant);
    const keep = () => {
      const numbers = new Int32Array(2 * slots);
      numbers.set(row.vertices);
      numbers.set(row.edges, slots);
      kept.push({ variant, numbers });
      return false;
    };
    for (const start of starts) paths(start, row, keep);
    return kept;
  });
  const rows = withoutContained(plan, perVariant).sort(byVertices(slots));
  let enough = -1;
  for (const { variant, numbers } of rows) {
    if (numbers[0] === enough) continue;
    budget.step();
    const row = rowFor(plan, variant);
    row.vertices.set(numbers.subarray(0, slots));
    row.edges.set(numbers.subarray(slots));
    if ((plan.rowTest === undefined || plan.rowTest(row)) && found(row)) [enough] = numbers;
  }
}

const boundSlots = ({ chain }: Variant) => [
  0,
  ...chain.flatMap(({ slot, traversal }) => (traversal.negated ? [] : slot)),
];

/** Drops rows that a longer row contains, and duplicates. */
function withoutContained({ scope, variants }: Plan, perVariant: Kept[][]): Kept[] {
  const bound = variants.map(boundSlots);
  const keyOf = (numbers: Int32Array, slots: number[]) =>
    slots.map((slot) => `${numbers[slot]}/${numbers[scope.slots + slot]}`).join();
  return perVariant.flatMap((rows, at) => {
    const own = bound[at];
    const larger = perVariant.filter((_, other) => isContained(own, at, bound[other], other));
    const covered = new Set(larger.flatMap((others) => others.map(({ numbers }) => keyOf(numbers, own))));
    return covered.size === 0 ? rows : rows.filter(({ numbers }) => !covered.has(keyOf(numbers, own)));
  });
}

/** Of two variants with the same slots, the later one stays. */
function isContained(own: number[], at: number, others: number[], other: number): boolean {
  if (!own.every((slot) => others.includes(slot))) return false;
  return others.length > own.length || (others.length === own.length && other > at);
}

const byVertices = (slots: number) => (a: Kept, b: Kept) => {
  for (let slot = 0; slot < slots; slot += 1) {
    const order =
      (a.numbers[slot] >>> 0) - (b.numbers[slot] >>> 0) || a.numbers[slots + slot] - b.numbers[slots + slot];
    if (order !== 0) return order;
  }
  return 0;
};
