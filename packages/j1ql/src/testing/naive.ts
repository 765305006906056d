import type { GraphData, Properties } from '../graph/graph';
import type { Comparison, Condition, EntityPattern, Expression, Query, Step, Values } from '../syntax/tree';

/**
 * A second, simple implementation of J1QL that shares no code with the engine and tries every combination. Only for
 * small graphs, and for the language of the property tests.
 */

type Row = Map<string, { vertex?: Properties; edge?: Properties }>;

interface Way {
  row: Row;
  at: Properties;
}

const keyOf = (entity: Properties) => entity._key;

export function naive(data: GraphData, query: Query): unknown[] {
  const places = new Map<Step, string>();
  const name = (step: Step): void => {
    if (step.kind === 'optional') step.steps.forEach(name);
    else places.set(step, `step${places.size + 1}`);
  };
  query.steps.forEach(name);

  const walk = (ways: Way[], step: Step): Way[] => {
    if (step.kind === 'optional') return [...ways, ...step.steps.reduce(walk, ways)];
    return ways.flatMap(({ row, at }) => {
      const next = data.relationships.flatMap((edge) => {
        const isVerb = step.verb.names.some(({ name: verb }) => verb === edge._class || verb === 'RELATES');
        const ends = [
          ...(step.direction === '<<' || edge._fromEntityKey !== at._key ? [] : [edge._toEntityKey]),
          ...(step.direction === '>>' || edge._toEntityKey !== at._key ? [] : [edge._fromEntityKey]),
        ];
        return isVerb
          ? [...new Set(ends)].map((end) => ({ edge, vertex: data.entities.find((one) => keyOf(one) === end)! }))
          : [];
      });
      const fitting = next.filter(({ vertex }) => fits(vertex, step.target));
      if (step.negated) return fitting.length === 0 ? [{ row, at }] : [];
      const used = [...row.values()].map(({ edge }) => edge);
      return fitting
        .filter(({ edge }) => !used.includes(edge))
        .map((found) => ({ row: new Map([...row, [places.get(step)!, found]]), at: found.vertex }));
    });
  };
  const starts = data.entities.filter((vertex) => fits(vertex, query.start));
  const ways = query.steps.reduce(
    walk,
    starts.map((vertex) => ({ row: new Map([['step0', { vertex }]]), at: vertex })),
  );
  const rows = ways
    .map(({ row }) => row)
    .filter((row, at, all) => !all.some((other, place) => isInside(row, other, at > place)));
  const aliases = new Map([
    [query.start.alias?.name, 'step0'],
    ...[...places].flatMap(([step, place]) =>
      step.kind === 'traversal'
        ? [[step.alias?.name, `${place}.edge`] as const, [step.target.alias?.name, place] as const]
        : [],
    ),
  ]);
  const read = (row: Row) => (expression: Expression) => {
    if (expression.kind !== 'property') return expression.kind === 'literal' ? expression.value : undefined;
    const [alias, property] = expression.names.map((one) => one.name);
    const [place, isEdge] = (aliases.get(alias) ?? '').split('.');
    const found = row.get(place);
    return (isEdge ? found?.edge : found?.vertex)?.[property];
  };
  const kept = rows.filter((row) => query.where === undefined || holds(query.where, read(row)));
  if (query.returns.kind === 'list') {
    const trailing = trailingEnds(query.steps, places);
    return [
      ...new Set(kept.flatMap((row) => ['step0', ...trailing].flatMap((place) => row.get(place)?.vertex?._key ?? []))),
    ];
  }
  if (query.returns.kind !== 'table') throw new Error('not for trees');
  const { columns } = query.returns;
  return kept.map((row) => columns.map(({ expression }) => cellOf(read(row)(expression))));
}

function isInside(row: Row, other: Row, isLater: boolean): boolean {
  if (row === other) return false;
  const isPart = [...row].every(
    ([place, { vertex, edge }]) => other.get(place)?.vertex === vertex && other.get(place)?.edge === edge,
  );
  return isPart && (other.size > row.size || isLater);
}

function trailingEnds(steps: Step[], places: Map<Step, string>): string[] {
  const last = steps.at(-1);
  if (last?.kind !== 'optional') return [];
  const end = last.steps.at(-1)!;
  return [
    ...trailingEnds(steps.slice(0, -1), places),
    ...(end.kind === 'traversal' && !end.negated ? [places.get(end)!] : []),
  ];
}

function fits(vertex: Properties, { selector, filter }: EntityPattern): boolean {
  const isOf =
    selector.kind !== 'names' ||
    selector.names.some(({ name }) => vertex._type === name || (vertex._class as string[]).includes(name));
  const read = (expression: Expression) =>
    expression.kind === 'property'
      ? vertex[expression.names[0].name]
      : expression.kind === 'literal'
        ? expression.value
        : undefined;
  return isOf && (filter === undefined || holds(filter, read));
}

type Read = (expression: Expression) => unknown;

function holds(condition: Condition, read: Read): boolean {
  if (condition.kind === 'and') return condition.parts.every((part) => holds(part, read));
  if (condition.kind === 'or') return condition.parts.some((part) => holds(part, read));
  return compares(condition as Comparison, read);
}

const cellOf = (value: unknown) => (setOf(value).length === 0 ? null : value);

const setOf = (value: unknown) => [value].flat().filter((one) => one !== undefined && one !== null);

function compares({ left, operator, right }: Comparison, read: Read): boolean {
  if (operator.startsWith('!'))
    return !compares({ left, operator: operator.slice(1) as '=', right } as Comparison, read);
  const own = setOf(read(left));
  const one = (values: Values): boolean => {
    if (values.kind === 'anyOf') return values.values.some(one);
    if (values.kind === 'allOf') return values.values.every(one);
    const value = read(values as Expression);
    if (values.kind === 'literal' && value === undefined) return operator === '=' && own.length === 0;
    return own.some((a) => setOf(value).some((b) => pair(a, operator, b)));
  };
  return one(right);
}

function pair(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '=') return a === b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (operator === '~=') return a.includes(b);
    if (operator === '^=') return a.startsWith(b);
    if (operator === '$=') return a.endsWith(b);
  }
  const comparable = typeof a === typeof b && (typeof a === 'number' || typeof a === 'string');
  if (!comparable) return false;
  const [x, y] = [a as number, b as number];
  return { '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[operator] ?? false;
}
