import type { Graph } from '../graph/graph';
import type { Plan } from '../plan/plan';
import { selectorText } from '../plan/selectors';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from '../run/budget';
import { searchChain } from '../run/chain';
import type { Traversal } from '../syntax/tree';

export interface ExplainedStep {
  pattern: string;
  /** The exact number of entities or relationships. */
  count: number;
  /** Follows the count, such as `found by class and type`. */
  lookup: string;
}

export interface Explanation {
  /** One for each combination of optional parts. */
  combinations: { steps: ExplainedStep[] }[];
  rows: string[];
}

export function explain(plan: Plan, budget: Budget): Explanation {
  return {
    combinations: plan.variants.map((variant) => ({ steps: stepsOf(plan, variant, budget) })),
    rows: rowSteps(plan),
  };
}

function stepsOf(plan: Plan, variant: Variant, budget: Budget): ExplainedStep[] {
  const { graph, slots } = plan;
  const { reduction } = searchChain(graph, slots, variant, budget);
  const first = variant.chain[reduction.walkedFrom - 1];
  const lookUp = (slot: number): ExplainedStep => ({
    pattern: patternText(slots[slot]),
    ...sourceOf(slots[slot], graph),
  });
  const start: ExplainedStep = {
    pattern: patternText(slots[0]),
    lookup:
      first === undefined ? 'match the conditions and start the search' : 'have a path to step 1 and start the search',
    count: reduction.startCount,
  };
  return [
    lookUp(first === undefined ? 0 : first.slot),
    start,
    ...variant.chain.map(({ traversal, slot }) => ({
      pattern: traversalText(traversal, slots[slot]),
      lookup: traversal.negated
        ? 'relationships with this verb, which no row may have'
        : 'relationships with this verb',
      count: edgesWith(graph, slots[slot]),
    })),
  ];
}

function sourceOf({ candidates, indexed, pattern }: Slot, graph: Graph): Pick<ExplainedStep, 'lookup' | 'count'> {
  const count = candidates?.length ?? graph.entities.length;
  if (indexed !== undefined) return { lookup: `found by the index of ${indexed}`, count };
  if (candidates !== undefined) return { lookup: 'found by class and type', count };
  return { lookup: pattern.selector.kind === 'text' ? 'searched for these words' : 'in the graph', count };
}

function edgesWith({ relationships, out }: Graph, { verbs }: Slot): number {
  if (verbs === undefined) return relationships.length;
  return out.verbs.reduce((count, verb) => count + (verbs.includes(verb) ? 1 : 0), 0);
}

const patternText = ({ pattern: { selector, filter, alias } }: Slot) =>
  `${selectorText(selector)}${filter ? ' WITH …' : ''}${alias ? ` AS ${alias.name}` : ''}`;

function traversalText({ negated, verb, direction }: Traversal, slot: Slot): string {
  const names = verb.names.map(({ name }) => name.toUpperCase());
  const verbs = names.length === 1 ? names[0] : `(${names.join('|')})`;
  const parts = [`THAT ${negated ? '!' : ''}${verbs}`, verb.to ? 'TO' : undefined, direction, patternText(slot)];
  return parts.filter((part) => part !== undefined).join(' ');
}

const columnsText = (count: number) => (count === 1 ? '1 column is computed' : `${count} columns are computed`);

function pageText(skip: number, limit: number): string | undefined {
  if (limit !== Infinity) return `rows ${skip + 1} to ${skip + limit} are returned`;
  return skip === 0 ? undefined : `row ${skip + 1} and all later rows are returned`;
}

function rowSteps({ query, rowTest, variants, skip, limit }: Plan): string[] {
  const { returns, orderBy, unique } = query;
  return [
    variants.length > 1 ? 'each row that is part of a longer row is dropped' : undefined,
    rowTest === undefined ? undefined : 'WHERE is tested for each row',
    returns.kind === 'table' ? columnsText(returns.columns.length) : `a ${returns.kind} is built`,
    unique && returns.kind === 'table' ? 'repeated rows are dropped' : undefined,
    orderBy.length === 0 ? undefined : `rows are sorted by ${orderBy.map(({ text }) => text.trim()).join(', ')}`,
    pageText(skip, limit),
  ].filter((step) => step !== undefined);
}

export function explanationText({ combinations, rows }: Explanation): string[] {
  const number = (count: number) => count.toLocaleString('en');
  const lines = combinations.flatMap(({ steps }, at) => [
    ...(combinations.length === 1 ? [] : [`Combination ${at + 1} of ${combinations.length}:`]),
    ...steps.map(({ pattern, count, lookup }, place) => `${place + 1}. ${pattern}: ${number(count)} ${lookup}`),
  ]);
  return [...lines, ...rows.map((row) => `Then ${row}.`)];
}
