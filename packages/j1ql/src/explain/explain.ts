import type { Graph } from '../graph/graph';
import type { Plan } from '../plan/plan';
import { selectorText } from '../plan/selectors';
import type { Slot } from '../plan/slots';
import type { Variant } from '../plan/variants';
import type { Budget } from '../run/budget';
import { searchChain } from '../run/chain';
import type { Traversal } from '../syntax/tree';

export interface ExplainedStep {
  what: string;
  how: string;
  count: number;
}

/** Counts are exact. Paths are not followed. */
export interface Explanation {
  /** One for each combination of optional parts. */
  ways: { steps: ExplainedStep[] }[];
  rows: string[];
}

export function explain(plan: Plan, budget: Budget): Explanation {
  return {
    ways: plan.variants.map((variant) => ({ steps: stepsOf(plan, variant, budget) })),
    rows: rowSteps(plan),
  };
}

function stepsOf(plan: Plan, variant: Variant, budget: Budget): ExplainedStep[] {
  const { graph, slots } = plan;
  const { reduction } = searchChain(graph, slots, variant, budget);
  const first = variant.chain[reduction.from - 1];
  const lookUp = (slot: number): ExplainedStep => ({ what: patternText(slots[slot]), ...sourceOf(slots[slot], graph) });
  const start: ExplainedStep = {
    what: patternText(slots[0]),
    how: first === undefined ? 'that match, as starts' : 'that lead there, found by walking back',
    count: reduction.startCount,
  };
  return [
    lookUp(first === undefined ? 0 : first.slot),
    start,
    ...variant.chain.map(({ traversal, slot }) => ({
      what: traversalText(traversal, slots[slot]),
      how: traversal.negated ? 'relationships with the verb; none may lead there' : 'relationships with the verb',
      count: edgesWith(graph, slots[slot]),
    })),
  ];
}

function sourceOf({ candidates, indexed, pattern }: Slot, graph: Graph): Pick<ExplainedStep, 'how' | 'count'> {
  const count = candidates?.length ?? graph.entities.length;
  if (indexed !== undefined) return { how: `by the index of ${indexed}`, count };
  if (candidates !== undefined) return { how: 'by class and type', count };
  return { how: pattern.selector.kind === 'text' ? 'in the texts of all entities' : 'among all entities', count };
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

function keptText(skip: number, limit: number): string | undefined {
  if (limit !== Infinity) return `rows from ${skip + 1} to ${skip + limit} are kept`;
  return skip === 0 ? undefined : `rows from ${skip + 1} on are kept`;
}

function rowSteps({ query, rowTest, variants, skip, limit }: Plan): string[] {
  const { returns, orderBy, unique } = query;
  return [
    variants.length > 1 ? 'rows that longer ones contain are dropped' : undefined,
    rowTest === undefined ? undefined : 'WHERE is tested on whole rows',
    returns.kind === 'table' ? columnsText(returns.columns.length) : `a ${returns.kind} is built`,
    unique && returns.kind === 'table' ? 'equal rows are dropped' : undefined,
    orderBy.length === 0 ? undefined : `rows are sorted by ${orderBy.map(({ text }) => text.trim()).join(', ')}`,
    keptText(skip, limit),
  ].filter((step) => step !== undefined);
}

export function explanationText({ ways, rows }: Explanation): string[] {
  const number = (count: number) => count.toLocaleString('en');
  const lines = ways.flatMap(({ steps }, at) => [
    ...(ways.length === 1 ? [] : [`Combination ${at + 1} of ${ways.length}:`]),
    ...steps.map(({ what, how, count }, place) => `${place + 1}. ${what}: ${number(count)} ${how}`),
  ]);
  return [...lines, ...rows.map((row) => `Then ${row}.`)];
}
