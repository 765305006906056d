import { adjacencyOf, type Adjacency } from './adjacency';

/** An entity or a relationship as integrations make them: flat, with metadata that begins with `_`. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * What is asked. Entities have `_key`, `_type` and `_class`, and `_id` where there is one; relationships have `_class`,
 * and their ends as `_fromEntityId` and `_toEntityId`, or as `_fromEntityKey` and `_toEntityKey`, which are looked for among
 * the entities of the same `_integrationInstanceId` first. The objects are kept as they are: do not change them later.
 */
export interface GraphData {
  entities: readonly Properties[];
  relationships: readonly Properties[];
}

/** Vertices and edges are numbers: a vertex's place in the order of `_id`, an edge's in the order that was given. */
export interface Graph {
  entities: readonly Properties[];
  /** The `_id` of each vertex, or what stands for it. */
  ids: readonly string[];
  relationships: readonly Properties[];
  /** The vertices of each edge. */
  from: Uint32Array;
  to: Uint32Array;
  /** The edges of each vertex, by verb. */
  out: Adjacency;
  in: Adjacency;
  /** The numbers of the verbs, in upper case. */
  verbs: ReadonlyMap<string, number>;
  byClass: ReadonlyMap<string, Uint32Array>;
  byType: ReadonlyMap<string, Uint32Array>;
  /** Whether something in it is marked as deleted. */
  hasDeleted: boolean;
  /** Relationships of which an end is not there; they are left out. */
  dangling: number;
}

export const isDeleted = (properties: Properties): boolean => properties._deleted === true;

export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string');

/** Builds the indexes. Takes time and memory in proportion to the graph. */
export function createGraph(data: GraphData): Graph {
  const { entities, ids } = sortedById(data.entities);
  const endOf = endFinder(entities, ids);
  const verbs = new Map<string, number>();
  const relationships: Properties[] = [];
  const [from, to, verb]: [number[], number[], number[]] = [[], [], []];
  for (const relationship of data.relationships) {
    const source = endOf(relationship, 'from');
    const target = endOf(relationship, 'to');
    if (source === undefined || target === undefined) continue;
    relationships.push(relationship);
    from.push(source);
    to.push(target);
    verb.push(numberOf(verbs, (textsOf(relationship._class)[0] ?? '').toUpperCase()));
  }
  return {
    entities,
    ids,
    relationships,
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
    out: adjacencyOf(entities.length, from, verb, verbs.size),
    in: adjacencyOf(entities.length, to, verb, verbs.size),
    verbs,
    byClass: indexBy(entities, '_class'),
    byType: indexBy(entities, '_type'),
    hasDeleted: entities.some(isDeleted) || relationships.some(isDeleted),
    dangling: data.relationships.length - relationships.length,
  };
}

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

type End = 'from' | 'to';

function endFinder(entities: readonly Properties[], ids: readonly string[]) {
  const byKey = new Map<string, Map<string, number>>();
  entities.forEach((entity, vertex) => {
    const instance = instanceOf(entity);
    const keys = byKey.get(instance) ?? new Map<string, number>();
    byKey.set(instance, keys);
    if (!keys.has(keyOf(entity))) keys.set(keyOf(entity), vertex);
  });
  // Most graphs know ends by key alone.
  let byId: Map<string, number> | undefined;
  return (relationship: Properties, end: End): number | undefined => {
    const id = relationship[`_${end}EntityId`];
    if (typeof id === 'string') {
      byId ??= new Map(ids.map((one, vertex) => [one, vertex]));
      const found = byId.get(id);
      if (found !== undefined) return found;
    }
    const key = relationship[`_${end}EntityKey`] as string;
    const own = byKey.get(instanceOf(relationship))?.get(key);
    if (own !== undefined) return own;
    for (const keys of byKey.values()) {
      const found = keys.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function indexBy(entities: readonly Properties[], property: string): Map<string, Uint32Array> {
  const lists = new Map<string, number[]>();
  entities.forEach((entity, vertex) => {
    for (const name of new Set(textsOf(entity[property]))) {
      const list = lists.get(name);
      if (list) list.push(vertex);
      else lists.set(name, [vertex]);
    }
  });
  return new Map([...lists].map(([name, list]) => [name, Uint32Array.from(list)]));
}
