import type { Graph } from '../graph/graph';
import { edgeProperties, vertexProperties } from '../graph/read';
import { valuesOf } from '../values/values';

/** An entity in an answer. Metadata and `displayName` stand in `entity`, with dates as ISO strings. */
export interface VertexItem {
  id: string;
  entity: Record<string, unknown>;
  properties: Record<string, unknown>;
}

/** A relationship in an answer. */
export interface EdgeItem {
  id: string;
  fromVertexId: string;
  toVertexId: string;
  relationship: Record<string, unknown>;
  properties: Record<string, unknown>;
}

const DATES = new Set(['_createdOn', '_beginOn', '_endOn']);

const isMetadata = (name: string) => name.startsWith('_') || name === 'displayName';

function metadataValue(name: string, value: unknown): unknown {
  const isTime = typeof value === 'number' && Math.abs(value) <= 8.64e15;
  return DATES.has(name) && isTime ? new Date(value).toISOString() : value;
}

/** Sets a property of any name, `__proto__` included. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}

function parted(entries: Iterable<[name: string, value: unknown]>) {
  const metadata: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    if (isMetadata(name)) put(metadata, name, metadataValue(name, value));
    else put(properties, name, value);
  }
  return { metadata, properties };
}

export function vertexItem(graph: Graph, vertex: number): VertexItem {
  const { metadata, properties } = parted(vertexProperties(graph, vertex));
  if (metadata._type !== undefined) metadata._type = valuesOf(metadata._type);
  return { id: graph.ids[vertex], entity: metadata, properties };
}

export function edgeItem(graph: Graph, edge: number): EdgeItem {
  const { metadata, properties } = parted(edgeProperties(graph, edge));
  return {
    id: String(metadata._id),
    fromVertexId: graph.ids[graph.from[edge]],
    toVertexId: graph.ids[graph.to[edge]],
    relationship: metadata,
    properties,
  };
}
