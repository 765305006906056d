import { propertyReader } from '../values/values';
import { textsOf, type Graph, type Properties } from './graph';

export type Reader = (number: number) => unknown;

const COMPUTED_OF_VERTICES: Readonly<Record<string, (graph: Graph, vertex: number) => unknown>> = {
  _id: ({ ids }, vertex) => ids[vertex],
  _createdOn: ({ entities }, vertex) => timeOf(entities[vertex]._createdOn),
  _beginOn: ({ entities }, vertex) => timeOf(entities[vertex]._beginOn),
  _endOn: ({ entities }, vertex) => timeOf(entities[vertex]._endOn),
  _type: ({ entities }, vertex) => oneOrAll(entities[vertex]._type),
  _class: ({ entities }, vertex) => textsOf(entities[vertex]._class),
  _deleted: ({ entities }, vertex) => entities[vertex]._deleted ?? false,
};

const COMPUTED_OF_EDGES: Readonly<Record<string, (graph: Graph, edge: number) => unknown>> = {
  _id: edgeId,
  _createdOn: ({ relationships }, edge) => timeOf(relationships[edge]._createdOn),
  _beginOn: ({ relationships }, edge) => timeOf(relationships[edge]._beginOn ?? relationships[edge]._createdOn),
  _endOn: ({ relationships }, edge) => timeOf(relationships[edge]._endOn),
  _class: ({ relationships }, edge) => oneOrAll(relationships[edge]._class),
  _type: ({ relationships }, edge) => oneOrAll(relationships[edge]._type),
  displayName: ({ relationships }, edge) => relationships[edge].displayName ?? oneOrAll(relationships[edge]._class),
  _deleted: ({ relationships }, edge) => relationships[edge]._deleted ?? false,
  _fromEntityId: ({ ids, from }, edge) => ids[from[edge]],
  _toEntityId: ({ ids, to }, edge) => ids[to[edge]],
  _fromEntityKey: ({ entities, from }, edge) => entities[from[edge]]._key,
  _toEntityKey: ({ entities, to }, edge) => entities[to[edge]]._key,
};

/** JupiterOne stores ISO strings, but compares milliseconds. */
function timeOf(value: unknown): unknown {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? value : time;
}

/** A key is only unique in its instance. */
function edgeId({ relationships, ids, from, to }: Graph, edge: number): unknown {
  const { _id: id, _key: key, _class: verb, _integrationInstanceId: instance } = relationships[edge];
  const own = typeof key === 'string' ? key : `${ids[from[edge]]}|${String(verb)}|${ids[to[edge]]}`;
  return id ?? (typeof instance === 'string' ? `${instance}/${own}` : own);
}

const oneOrAll = (value: unknown) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value);

export function vertexReader(graph: Graph, name: string): Reader {
  const own = propertyReader(name);
  const computed = Object.hasOwn(COMPUTED_OF_VERTICES, name) ? COMPUTED_OF_VERTICES[name] : undefined;
  return computed ? (vertex) => computed(graph, vertex) : (vertex) => own(graph.entities[vertex]);
}

export function edgeReader(graph: Graph, name: string): Reader {
  const own = propertyReader(name);
  const computed = Object.hasOwn(COMPUTED_OF_EDGES, name) ? COMPUTED_OF_EDGES[name] : undefined;
  return computed ? (edge) => computed(graph, edge) : (edge) => own(graph.relationships[edge]);
}

export const vertexProperties = (graph: Graph, vertex: number): [name: string, value: unknown][] =>
  propertiesOf(graph, vertex, graph.entities[vertex], COMPUTED_OF_VERTICES, ['_id']);

export const edgeProperties = (graph: Graph, edge: number): [name: string, value: unknown][] =>
  propertiesOf(graph, edge, graph.relationships[edge], COMPUTED_OF_EDGES, EDGE_PROPERTIES);

const EDGE_PROPERTIES = ['_id', 'displayName', '_fromEntityId', '_toEntityId', '_fromEntityKey', '_toEntityKey'];

/** Leaves out raw data: it is no property in JupiterOne. */
function propertiesOf(
  graph: Graph,
  number: number,
  given: Properties,
  computed: Readonly<Record<string, (graph: Graph, number: number) => unknown>>,
  always: string[],
): [name: string, value: unknown][] {
  const entries: [string, unknown][] = always.map((name) => [name, computed[name](graph, number)]);
  for (const name of Object.keys(given)) {
    if (name === '_rawData' || given[name] === undefined || always.includes(name)) continue;
    entries.push([name, Object.hasOwn(computed, name) ? computed[name](graph, number) : given[name]]);
  }
  return entries;
}
