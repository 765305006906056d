import { invalid } from '../errors/error';
import type { Graph } from '../graph/graph';
import type { Row } from '../run/row';
import { emptyRow } from '../run/row';
import type { Bound, Condition, Expression, Query, Traversal, Values } from '../syntax/tree';
import { compileCondition, type ConditionEnvironment, type Test } from './conditions';
import type { GivenValues } from './expressions';
import { rowProperty, splitProperty } from './bindings';
import { isAnyVerb, scopeOf, type Scope } from './scope';
import { slotOf, type Slot, type SlotContext, type Tests } from './slots';
import { variantsOf, type Variant } from './variants';

export interface Plan {
  query: Query;
  graph: Graph;
  scope: Scope;
  slots: Slot[];
  variants: Variant[];
  rowTest?: Test<Row>;
  skip: number;
  limit: number;
  rowMetadata: boolean;
  values: GivenValues;
}

export interface PlanOptions {
  values: GivenValues;
  includeDeleted: boolean;
  without: ReadonlySet<unknown>;
  rowMetadata: boolean;
  subquery: (query: Query) => unknown[];
}

const NO_CALLS = 'Functions are only allowed in RETURN, not in a condition.';

export function planOf(query: Query, graph: Graph, options: PlanOptions): Plan {
  const { values, includeDeleted, without, rowMetadata, subquery } = options;
  const scope = scopeOf(query);
  for (const traversal of scope.slotOf.keys()) checkVerb(traversal);
  const variants = variantsOf(query, scope);
  const environment = {
    values,
    refusesCalls: NO_CALLS,
    subquery: ({ query: inner }: Extract<Values, { kind: 'subquery' }>) => subquery(inner),
  };
  const where = splitWhere(query.where, scope, variants, {
    ...environment,
    comparesProperties: true,
    property: (property) => rowProperty(property, scope, graph, 'filter'),
  });
  const context: SlotContext = { graph, includeDeleted, without, environment };
  const traversals = [undefined, ...scope.slotOf.keys()];
  return {
    query,
    graph,
    scope,
    variants,
    slots: traversals.map((traversal, slot) =>
      slotOf(traversal?.target ?? query.start, traversal, context, where.bySlot[slot]),
    ),
    rowTest: where.rest,
    skip: boundValue(query.skip, values, 0) ?? 0,
    limit: boundValue(query.limit, values, 1) ?? Infinity,
    rowMetadata,
    values,
  };
}

function checkVerb({ verb }: Traversal): void {
  if (isAnyVerb(verb.names) && !verb.to) {
    throw invalid('RELATES needs TO.', verb.at.start, 'Write THAT RELATES TO.');
  }
}

function boundValue(bound: Bound | undefined, values: GivenValues, least: number): number | undefined {
  if (bound === undefined) return undefined;
  const value = typeof bound.value === 'number' ? bound.value : values.parameter(bound.value);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    const name = least === 0 ? 'skip' : 'limit';
    throw invalid(`"${name}" must be a value between ${least} and ${Number.MAX_SAFE_INTEGER}`, bound.at.start);
  }
  return value;
}

/**
 * A part of `WHERE` is tested early if it reads only one slot, and every variant has this slot. Otherwise an early test
 * could drop a longer row and keep the shorter row in it.
 */
function splitWhere(
  where: Condition | undefined,
  scope: Scope,
  variants: Variant[],
  environment: ConditionEnvironment<Row>,
) {
  const bySlot = Array.from({ length: scope.slots }, () => ({ vertex: [] as Tests, edge: [] as Tests }));
  const rest: Test<Row>[] = [];
  const parts = where === undefined ? [] : where.kind === 'and' ? where.parts : [where];
  for (const part of parts) {
    const test = compileCondition(part, environment);
    const binding = onlyBindingOf(part, scope);
    if (binding === undefined || !isInAll(variants, binding.slot)) rest.push(test);
    else bySlot[binding.slot][binding.kind].push(testOfSlot(test, binding, scope.slots));
  }
  return { bySlot, rest: rest.length === 0 ? undefined : (row: Row) => rest.every((test) => test(row)) };
}

interface SlotBinding {
  kind: 'vertex' | 'edge';
  slot: number;
}

function testOfSlot(test: Test<Row>, { kind, slot }: SlotBinding, slots: number): (number: number) => boolean {
  const row = emptyRow(slots);
  const numbers = kind === 'vertex' ? row.vertices : row.edges;
  return (number) => {
    numbers[slot] = number;
    return test(row);
  };
}

const isInAll = (variants: Variant[], slot: number) =>
  slot === 0 || variants.every(({ chain }) => chain.some((step) => step.slot === slot && !step.traversal.negated));

function onlyBindingOf(condition: Condition, scope: Scope): SlotBinding | undefined {
  const aliases = aliasesOf(condition).map((property) => scope.find(splitProperty(property).alias, 'filter'));
  const [first] = aliases;
  if (first === undefined || first.kind === 'group') return undefined;
  const isSame = aliases.every((other) => other.kind === first.kind && other.slot === first.slot);
  return isSame ? { kind: first.kind, slot: first.slot } : undefined;
}

type WithProperties = Extract<Expression, { kind: 'property' }>;

function aliasesOf(part: Condition | Values): WithProperties[] {
  switch (part.kind) {
    case 'and':
    case 'or':
      return part.parts.flatMap(aliasesOf);
    case 'comparison':
      return [...aliasesOf(part.left), ...aliasesOf(part.right)];
    case 'anyOf':
    case 'allOf':
      return part.values.flatMap(aliasesOf);
    case 'arithmetic':
      return [...aliasesOf(part.left), ...aliasesOf(part.right)];
    case 'negative':
      return aliasesOf(part.operand);
    case 'property':
      return [part];
    default:
      return [];
  }
}
