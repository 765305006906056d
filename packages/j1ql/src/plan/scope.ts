import { invalid } from '../errors/error';
import type { EntityPattern, Name, Query, Step, Traversal } from '../syntax/tree';

/**
 * What an alias names. Slot 0 is the start; each traversal has a slot for its edge and its target vertex. A group is an
 * optional part, and its alias is the vertex from which the path continues.
 */
export type Binding = { kind: 'vertex' | 'edge'; slot: number } | { kind: 'group'; group: number };

export interface Scope {
  slotOf: ReadonlyMap<Traversal, number>;
  groupOf: ReadonlyMap<Step, number>;
  slots: number;
  groups: number;
  /** @throws J1qlError with the hint, when the name is unknown or ambiguous */
  find(name: Name, use: Use, hint?: string): Binding;
  vertexAliases: [name: string, slot: number][];
}

export type Use = 'return' | 'filter';

const RESERVED = new Set(
  (
    'count sum avg min max find that with where return order by limit skip has relates to from and or not true false ' +
    'null undefined as'
  ).split(' '),
);

interface Named {
  binding: Binding;
  alias?: Name;
  defaults: string[];
}

export function scopeOf(query: Query): Scope {
  const slotOf = new Map<Traversal, number>();
  const groupOf = new Map<Step, number>();
  const named: Named[] = [vertexNames(query.start, 0)];
  const visit = (step: Step) => {
    if (step.kind === 'optional') {
      step.steps.forEach(visit);
      groupOf.set(step, groupOf.size);
      named.push({ binding: { kind: 'group', group: groupOf.size - 1 }, alias: step.alias, defaults: [] });
      return;
    }
    const slot = slotOf.size + 1;
    slotOf.set(step, slot);
    named.push(edgeNames(step, slot), vertexNames(step.target, slot));
  };
  query.steps.forEach(visit);
  const names = bindingsOf(named);
  return {
    slotOf,
    groupOf,
    slots: slotOf.size + 1,
    groups: groupOf.size,
    find: (name, use, hint) => findIn(names, name, use, hint),
    vertexAliases: named.flatMap(({ binding, alias, defaults }) => {
      if (binding.kind !== 'vertex') return [];
      const own = alias ? [alias.name] : defaults.filter((name) => names.get(name)?.length === 1);
      return own.map((name): [string, number] => [name, binding.slot]);
    }),
  };
}

const vertexNames = ({ selector, alias }: EntityPattern, slot: number): Named => ({
  binding: { kind: 'vertex', slot },
  alias,
  defaults: selector.kind === 'names' ? selector.names.map(({ name }) => name) : [],
});

const edgeNames = ({ verb, alias }: Traversal, slot: number): Named => ({
  binding: { kind: 'edge', slot },
  alias,
  defaults: isAnyVerb(verb.names) ? [] : verb.names.map(({ name }) => name.toUpperCase()),
});

export const isAnyVerb = (names: readonly Name[]): boolean =>
  names.some(({ name }) => name.toUpperCase() === 'RELATES');

/** An alias hides a class, type or verb with the same name. */
function bindingsOf(named: readonly Named[]): Map<string, Binding[]> {
  const names = new Map<string, Binding[]>();
  for (const { binding, alias } of named) {
    if (!alias) continue;
    if (RESERVED.has(alias.name.toLowerCase())) {
      throw invalid(
        `Error parsing query. Unexpected token "${alias.name}" at ${place(alias)} "${alias.name}" is a keyword and cannot be an alias.`,
        alias.at.start,
      );
    }
    const others = names.get(alias.name) ?? [];
    if (binding.kind !== 'edge' && others.some(({ kind }) => kind !== 'edge')) {
      throw invalid(`The alias "${alias.name}" is given twice.`, alias.at.start, 'Give each entity its own alias.');
    }
    names.set(alias.name, [...others, binding]);
  }
  const defaults = new Map<string, Binding[]>();
  for (const { binding, defaults: own } of named) {
    for (const name of new Set(own)) {
      if (!names.has(name)) defaults.set(name, [...(defaults.get(name) ?? []), binding]);
    }
  }
  return new Map([...names, ...defaults]);
}

const place = ({ at: { start } }: Name) => `line ${start.line} column ${start.column}.`;

function findIn(names: ReadonlyMap<string, Binding[]>, { name, at }: Name, use: Use, hint?: string): Binding {
  const verb = names.get(name.toUpperCase())?.filter(({ kind }) => kind === 'edge');
  const found = names.get(name) ?? verb ?? [];
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    throw invalid(
      `"${name}" is ambiguous: several parts of the query have this name.`,
      at.start,
      'Give each an alias with AS.',
    );
  }
  const known = [...names].filter(([, bindings]) => bindings.length === 1).map(([alias]) => `"${alias}"`);
  const message =
    use === 'return'
      ? `Invalid return selector provided: "${name}", valid return selectors are: ${known.join(', ')}`
      : `Invalid predicate filter selector provided: "${name}", valid predicate selectors are: ${known.join(', ')}`;
  throw invalid(message, at.start, hint);
}
