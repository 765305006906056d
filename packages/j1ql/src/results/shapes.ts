import type { Graph } from '../graph/graph';
import { edgeProperties, vertexProperties } from '../graph/read';
import { setProperty, valuesOf } from '../values/values';

/** `entity` has the metadata, with ISO dates, and `displayName`. */
export interface VertexItem {
  id: string;
  entity: Record<string, unknown>;
  properties: Record<string, unknown>;
}

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

function splitMetadata(entries: Iterable<[name: string, value: unknown]>) {
  const metadata: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    if (isMetadata(name)) setProperty(metadata, name, metadataValue(name, value));
    else setProperty(properties, name, value);
  }
  return { metadata, properties };
}

export function vertexItem(graph: Graph, vertex: number): VertexItem {
  const { metadata, properties } = splitMetadata(vertexProperties(graph, vertex));
  if (metadata._type !== undefined) metadata._type = valuesOf(metadata._type);
  return { id: graph.ids[vertex], entity: metadata, properties };
}

export function edgeItem(graph: Graph, edge: number): EdgeItem {
  const { metadata, properties } = splitMetadata(edgeProperties(graph, edge));
  return {
    id: String(metadata._id),
    fromVertexId: graph.ids[graph.from[edge]],
    toVertexId: graph.ids[graph.to[edge]],
    relationship: metadata,
    properties,
  };
}
