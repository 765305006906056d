import { parse, type Condition, type EntityPattern, type Property, type Query, type Step } from '@j1-integrations/j1ql';
import type { Entity, IntegrationStep, Relationship } from '@jupiterone/integration-sdk-core';
import type { Graph } from '../runner/graph';

export interface Model {
  properties: ReadonlyMap<string, ReadonlySet<string>>;
  /** By the name of a type or a class. */
  types: ReadonlyMap<string, readonly string[]>;
  edges: readonly Edge[];
}

interface Edge {
  names: readonly string[];
  from: string;
  to: string;
  properties: ReadonlySet<string>;
}

/** Takes the types from the steps, and the properties from a run. */
export function modelOf(steps: readonly IntegrationStep<never>[], run: Graph): Model {
  const properties = propertiesByType([...run.entities, ...run.relationships]);
  const types = new Map<string, string[]>();
  const means = (name: string, type: string) => types.set(name, [...(types.get(name) ?? []), type]);
  for (const { _type, _class } of steps.flatMap(({ entities }) => entities)) {
    for (const name of new Set([_type, _class].flat())) means(name, _type);
  }
  const edges = steps
    .flatMap(({ relationships }) => relationships)
    .map(({ _type, _class, sourceType, targetType }) => ({
      names: [_type, _class],
      from: sourceType,
      to: targetType,
      properties: properties.get(_type) ?? new Set<string>(),
    }));
  for (const { _type, _class, sourceType } of steps.flatMap(({ mappedRelationships = [] }) => mappedRelationships)) {
    // The filter has the only known properties of an entity of another integration.
    for (const { _mapping } of run.relationships.filter((edge) => edge._type === _type)) {
      if (typeof _mapping !== 'object' || !_mapping) continue;
      const [name = ''] = [_mapping.targetEntity._class ?? []].flat();
      if (!types.has(name)) means(name, name);
      properties.set(name, new Set([...Object.keys(_mapping.targetEntity), 'displayName', 'name']));
      edges.push({
        names: [_type, _class],
        from: sourceType,
        to: name,
        properties: properties.get(_type) ?? new Set(),
      });
    }
  }
  return { properties, types, edges };
}

function propertiesByType(objects: readonly (Entity | Relationship)[]): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  for (const object of objects) {
    const names = types.get(object._type) ?? new Set<string>();
    types.set(object._type, names);
    for (const [name, value] of Object.entries(object)) if (value !== undefined) names.add(name);
  }
  return types;
}

export function unknownIn(text: string, model: Model): string[] {
  try {
    return createReader(model).read(parse(text));
  } catch (error) {
    return [`${(error as Error).message} in ${text}`];
  }
}

function createReader({ properties, types, edges }: Model) {
  const unknown: string[] = [];
  /** By alias: its description and its properties. */
  const aliases = new Map<string, { what: string; names: ReadonlySet<string> }>();

  function typesOf({ selector }: EntityPattern): string[] {
    if (selector.kind !== 'names') return [...new Set([...types.values()].flat())];
    return selector.names.flatMap(({ name }) => {
      if (!types.has(name)) unknown.push(name);
      return types.get(name) ?? [];
    });
  }

  function readEntity(pattern: EntityPattern): string[] {
    const found = typesOf(pattern);
    const what = found.join(', ');
    const names = new Set(found.flatMap((type) => [...(properties.get(type) ?? [])]));
    if (pattern.alias) aliases.set(pattern.alias.name, { what, names });
    for (const path of propertiesIn(pattern.filter)) {
      const name = path.names.map((part) => part.name).join('.');
      if (found.length > 0 && !names.has(name)) unknown.push(`${what} has no ${name}`);
    }
    return found;
  }

  function readStep(step: Step, from: readonly string[]): readonly string[] {
    if (step.kind === 'optional') {
      const end = step.steps.reduce((at, next) => readStep(next, at), from);
      if (step.alias) aliases.set(step.alias.name, { what: step.alias.name, names: all(end) });
      return [...from, ...end];
    }
    const to = readEntity(step.target);
    const verbs = step.verb.names.map(({ name }) => name.toLowerCase());
    const between = edges.filter(
      (edge) =>
        (verbs.includes('relates') || edge.names.some((name) => verbs.includes(name.toLowerCase()))) &&
        ((from.includes(edge.from) && to.includes(edge.to)) || (from.includes(edge.to) && to.includes(edge.from))),
    );
    if (between.length === 0 && from.length > 0 && to.length > 0) {
      unknown.push(`no edge: ${from.join(', ')} ${verbs.join(', ').toUpperCase()} ${to.join(', ')}`);
    }
    const names = new Set(between.flatMap((edge) => [...edge.properties]));
    if (step.alias) aliases.set(step.alias.name, { what: `the edge ${step.alias.name}`, names });
    return to;
  }

  const all = (found: readonly string[]) => new Set(found.flatMap((type) => [...(properties.get(type) ?? [])]));

  function readOfAlias({ names: [alias, ...rest] }: Property): void {
    const meant = aliases.get(alias?.name ?? '');
    const name = rest.map((part) => part.name).join('.');
    if (!meant) unknown.push(`no alias ${alias?.name}`);
    else if (name && !meant.names.has(name)) unknown.push(`${meant.what} has no ${name}`);
  }

  return {
    read({ start, steps, where, returns, orderBy }: Query): string[] {
      steps.reduce((at, step) => readStep(step, at), readEntity(start) as readonly string[]);
      const columns = returns.kind === 'table' ? returns.columns : [];
      const named = new Set(columns.flatMap(({ alias }) => alias?.name ?? []));
      const sorted = propertiesIn(orderBy.map(({ expression }) => expression));
      const used = [...propertiesIn(where), ...propertiesIn(columns), ...sorted];
      for (const property of used) if (!named.has(property.names[0]?.name ?? '')) readOfAlias(property);
      return unknown;
    },
  };
}

function propertiesIn(part: Condition | object | undefined): Property[] {
  if (typeof part !== 'object' || part === null) return [];
  if ((part as Property).kind === 'property') return [part as Property];
  return Object.values(part).flatMap((inner: object) => propertiesIn(inner));
}
