import { adjacencyOf, type Adjacency } from './adjacency';

/** An entity or relationship as the SDK writes it. The names of metadata start with `_`. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Entities have `_key`, `_type` and `_class`. Relationships have `_class`, and the ids (`_fromEntityId`, `_toEntityId`) or
 * keys (`_fromEntityKey`, `_toEntityKey`) of their ends. The engine does not copy the objects: do not change them.
 */
export interface GraphData {
  entities: readonly Properties[];
  relationships: readonly Properties[];
}

/** Vertices and edges are numbers. Vertices are sorted by `_id`; edges keep the given order. */
export interface Graph {
  entities: readonly Properties[];
  ids: readonly string[];
  relationships: readonly Properties[];
  from: Uint32Array;
  to: Uint32Array;
  out: Adjacency;
  in: Adjacency;
  verbs: ReadonlyMap<string, number>;
  byClass: ReadonlyMap<string, Uint32Array>;
  byType: ReadonlyMap<string, Uint32Array>;
  hasDeleted: boolean;
  /** The number of relationships that were left out, because an end is missing. */
  dangling: number;
}

export const isDeleted = (properties: Properties): boolean => properties._deleted === true;

export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string');

export function createGraph(data: GraphData): Graph {
  const { entities, ids } = sortedById(data.entities);
  const ends = endFinder(entities, ids);
  const verbs = new Map<string, number>();
  const relationships: Properties[] = [];
  const [from, to, verb] = [0, 0, 0].map(() => new Uint32Array(data.relationships.length));
  for (const relationship of data.relationships) {
    const source = ends.from(relationship);
    const target = ends.to(relationship);
    if (source === undefined || target === undefined) continue;
    const edge = relationships.push(relationship) - 1;
    from[edge] = source;
    to[edge] = target;
    verb[edge] = numberOf(verbs, (firstText(relationship._class) ?? '').toUpperCase());
  }
  const edges = relationships.length;
  return {
    entities,
    ids,
    relationships,
    from: from.subarray(0, edges),
    to: to.subarray(0, edges),
    out: adjacencyOf(entities.length, from.subarray(0, edges), verb, verbs.size),
    in: adjacencyOf(entities.length, to.subarray(0, edges), verb, verbs.size),
    verbs,
    byClass: indexBy(entities, '_class'),
    byType: indexBy(entities, '_type'),
    hasDeleted: entities.some(isDeleted) || relationships.some(isDeleted),
    dangling: data.relationships.length - edges,
  };
}

const firstText = (value: unknown): string | undefined => (typeof value === 'string' ? value : textsOf(value)[0]);

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

const instanceOf = ({ _integrationInstanceId: instance }: Properties) => (typeof instance === 'string' ? instance : '');
const keyOf = ({ _key }: Properties) => (typeof _key === 'string' ? _key : '');

function sortedById(given: readonly Properties[]): { entities: Properties[]; ids: string[] } {
  const idOf = (entity: Properties) => {
    if (typeof entity._id === 'string') return entity._id;
    const instance = instanceOf(entity);
    return instance === '' ? keyOf(entity) : `${instance}/${keyOf(entity)}`;
  };
  const givenIds = given.map(idOf);
  const order = Array.from(given, (_, at) => at);
  order.sort((a, b) => (givenIds[a] < givenIds[b] ? -1 : givenIds[a] > givenIds[b] ? 1 : a - b));
  return { entities: order.map((at) => given[at]), ids: order.map((at) => givenIds[at]) };
}

/** Finds an end by id. Otherwise by key: first in the same instance, then in all. */
function endFinder(entities: readonly Properties[], ids: readonly string[]) {
  const byKey = new Map<string, Map<string, number>>();
  for (let vertex = 0; vertex < entities.length; vertex += 1) {
    const instance = instanceOf(entities[vertex]);
    let keys = byKey.get(instance);
    if (keys === undefined) byKey.set(instance, (keys = new Map<string, number>()));
    const key = keyOf(entities[vertex]);
    if (!keys.has(key)) keys.set(key, vertex);
  }
  let byId: Map<string, number> | undefined;
  const find = (relationship: Properties, id: unknown, key: unknown): number | undefined => {
    if (typeof id === 'string') {
      byId ??= new Map(ids.map((one, vertex) => [one, vertex]));
      const found = byId.get(id);
      if (found !== undefined) return found;
    }
    const own = byKey.get(instanceOf(relationship))?.get(key as string);
    if (own !== undefined) return own;
    for (const keys of byKey.values()) {
      const found = keys.get(key as string);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  // Property names are constant, because concatenation is slow.
  return {
    from: (relationship: Properties) => find(relationship, relationship._fromEntityId, relationship._fromEntityKey),
    to: (relationship: Properties) => find(relationship, relationship._toEntityId, relationship._toEntityKey),
  };
}

function indexBy(entities: readonly Properties[], property: string): Map<string, Uint32Array> {
  const lists = new Map<string, number[]>();
  entities.forEach((entity, vertex) => {
    for (const name of textsOf(entity[property])) {
      const list = lists.get(name);
      if (list === undefined) lists.set(name, [vertex]);
      else if (list[list.length - 1] !== vertex) list.push(vertex);
    }
  });
  return new Map([...lists].map(([name, list]) => [name, Uint32Array.from(list)]));
}
