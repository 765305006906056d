import { isDeleted, type Graph } from '../graph/graph';
import { vertexReader } from '../graph/read';
import { verticesWith } from '../graph/value-index';
import type { Condition, EntityPattern, Property, Traversal } from '../syntax/tree';
import { compileCondition, type ConditionEnvironment } from './conditions';
import { isAnyVerb } from './scope';
import { candidatesOf, selectorTest } from './selectors';

/** The vertices that a step of the query accepts, and the edges that lead to them. */
export interface Slot {
  pattern: EntityPattern;
  candidates?: ArrayLike<number>;
  indexed?: string;
  vertexTest: (vertex: number) => boolean;
  edgeTest: (edge: number) => boolean;
  /** The verbs as the graph's numbers; undefined: any verb. */
  verbs?: number[];
}

export type Tests = ((number: number) => boolean)[];

export interface SlotContext {
  graph: Graph;
  includeDeleted: boolean;
  without: ReadonlySet<unknown>;
  environment: Omit<ConditionEnvironment<number>, 'property' | 'comparesProperties'>;
}

/** @param where the tests of `WHERE` that read only this slot */
export function slotOf(
  pattern: EntityPattern,
  traversal: Traversal | undefined,
  { graph, includeDeleted, without, environment }: SlotContext,
  where: { vertex: Tests; edge: Tests },
): Slot {
  const hides = graph.hasDeleted && !includeDeleted;
  const found = narrowed(pattern, graph);
  const tests: Tests = [memberTest(pattern, found.candidates, graph)];
  if (hides) tests.push((vertex) => !isDeleted(graph.entities[vertex]));
  if (without.size > 0) tests.push((vertex) => !without.has(graph.entities[vertex]._integrationInstanceId));
  if (pattern.filter) {
    const property = ({ names }: Property) => vertexReader(graph, names.map(({ name }) => name).join('.'));
    tests.push(compileCondition(pattern.filter, { ...environment, property, comparesProperties: false }));
  }
  tests.push(...where.vertex);
  const edgeTests = [...where.edge];
  if (hides) edgeTests.push((edge) => !isDeleted(graph.relationships[edge]));
  return {
    pattern,
    ...found,
    vertexTest: every(tests),
    edgeTest: every(edgeTests),
    verbs: traversal && verbsOf(traversal, graph),
  };
}

/** Marks the candidates, because reading the class of each entity is slow. */
function memberTest(
  { selector }: EntityPattern,
  candidates: ArrayLike<number> | undefined,
  graph: Graph,
): (vertex: number) => boolean {
  const inSelector = selectorTest(selector);
  if (candidates === undefined || selector.smartClasses.length > 0 || selector.kind === 'text') {
    return (vertex) => inSelector(graph.entities[vertex]);
  }
  const marks = new Uint8Array(graph.entities.length);
  for (let at = 0; at < candidates.length; at += 1) marks[candidates[at]] = 1;
  return (vertex) => marks[vertex] === 1;
}

function every(tests: Tests): (number: number) => boolean {
  const [first, second] = tests;
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return first;
  if (tests.length === 2) return (number) => first(number) && second(number);
  return (number) => tests.every((test) => test(number));
}

function verbsOf({ verb }: Traversal, { verbs }: Graph): number[] | undefined {
  if (isAnyVerb(verb.names)) return undefined;
  const numbers = verb.names.map(({ name }) => verbs.get(name.toUpperCase()));
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

function narrowed(pattern: EntityPattern, graph: Graph): Pick<Slot, 'candidates' | 'indexed'> {
  let candidates: ArrayLike<number> | undefined = candidatesOf(pattern.selector, graph);
  let indexed: string | undefined;
  for (const { property, value } of equalitiesOf(pattern.filter)) {
    const found = verticesWith(graph, property, value, candidates);
    if (found && found.length < (candidates?.length ?? Infinity)) [candidates, indexed] = [found, property];
  }
  return { candidates, indexed };
}

function equalitiesOf(filter: Condition | undefined): { property: string; value: unknown }[] {
  if (filter === undefined) return [];
  if (filter.kind !== 'comparison') return filter.kind === 'and' ? filter.parts.flatMap(equalitiesOf) : [];
  const { left, operator, right } = filter;
  if (operator !== '=' || left.kind !== 'property' || right.kind !== 'literal') return [];
  if (typeof right.value !== 'string' && typeof right.value !== 'number') return [];
  return [{ property: left.names.map(({ name }) => name).join('.'), value: right.value }];
}
