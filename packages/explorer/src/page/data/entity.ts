import { edgeReader, type Properties } from '@j1-integrations/j1ql';
import type { EntityAnswer, Group, Link } from './answers';
import { typeOf, nameOf, type Model } from './model';
import { forEachNeighbour, verbOf } from './neighbours';
import { refOf } from './refs';
import { normalized } from './search';

const FIRST = 10;

export function entityAnswer(model: Model, id: string): EntityAnswer | undefined {
  const vertex = model.vertexOf(id);
  if (vertex === undefined) return undefined;
  const entity = model.graph.entities[vertex];
  const { own, metadata } = splitProperties(entity);
  return {
    ref: refOf(model, vertex),
    properties: own,
    metadata,
    unknown: unknownIn(model, entity),
    groups: groupsOf(model, vertex),
    hasRaw: model.contents.raw.length > 0,
  };
}

const hasValue = (value: unknown) =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

function splitProperties(entity: Properties) {
  const known = Object.entries(entity).filter(([, value]) => hasValue(value));
  return {
    own: known.filter(([name]) => !name.startsWith('_')),
    metadata: known.filter(([name]) => name.startsWith('_')),
  };
}

const OTHERS = 2_000;

function unknownIn({ graph }: Model, entity: Properties): string[] {
  const names = new Set<string>();
  for (const vertex of (graph.byType.get(typeOf(entity)) ?? []).slice(0, OTHERS)) {
    for (const [name, value] of Object.entries(graph.entities[vertex])) if (hasValue(value)) names.add(name);
  }
  return [...names].filter((name) => !name.startsWith('_') && !hasValue(entity[name])).sort();
}

export function groupsOf(model: Model, vertex: number, first = FIRST): Group[] {
  const { graph } = model;
  const groups = new Map<string, { group: Group; neighbours: { edge: number; other: number; name: string }[] }>();
  forEachNeighbour(graph, vertex, (edge, other, direction) => {
    const [verb, type] = [verbOf(graph, edge), typeOf(graph.entities[other])];
    const key = JSON.stringify([direction, verb, type]);
    const known = groups.get(key) ?? { group: { verb, direction, type, count: 0, links: [] }, neighbours: [] };
    groups.set(key, known);
    known.group.count += 1;
    known.neighbours.push({ edge, other, name: normalized(nameOf(graph.entities[other])) });
  });
  return [...groups.values()]
    .map(({ group, neighbours }) => {
      neighbours.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.edge - b.edge));
      return { ...group, links: neighbours.slice(0, first).map(({ edge, other }) => linkOf(model, edge, other)) };
    })
    .sort((a, b) => compare(a.direction, b.direction) || compare(a.verb, b.verb) || compare(a.type, b.type));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function linkOf(model: Model, edge: number, other: number): Link {
  return { ref: refOf(model, other), properties: edgeProperties(model, edge) };
}

/** Such as a role. */
export function edgeProperties({ graph }: Model, edge: number): [name: string, value: unknown][] {
  return Object.entries(graph.relationships[edge]).filter(
    ([name, value]) => !name.startsWith('_') && name !== 'displayName' && hasValue(value),
  );
}

export const edgeId = ({ graph }: Model, edge: number): string => String(edgeReader(graph, '_id')(edge));
