import type { Graph } from '../graph/graph';
import { edgeProperties, edgeReader, vertexProperties, vertexReader } from '../graph/read';
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

function parts(names: string[], read: (name: string) => unknown) {
  const entries = names.map((name) => [name, read(name)] as const);
  return {
    metadata: Object.fromEntries(
      entries.filter(([name]) => isMetadata(name)).map(([name, value]) => [name, metadataValue(name, value)]),
    ),
    properties: Object.fromEntries(entries.filter(([name]) => !isMetadata(name))),
  };
}

export function vertexItem(graph: Graph, vertex: number): VertexItem {
  const { metadata, properties } = parts(vertexProperties(graph, vertex), (name) => {
    const value = vertexReader(graph, name)(vertex);
    return name === '_type' ? valuesOf(value) : value;
  });
  return { id: graph.ids[vertex], entity: metadata, properties };
}

export function edgeItem(graph: Graph, edge: number): EdgeItem {
  const { metadata, properties } = parts(edgeProperties(graph, edge), (name) => edgeReader(graph, name)(edge));
  return {
    id: String(metadata._id),
    fromVertexId: graph.ids[graph.from[edge]],
    toVertexId: graph.ids[graph.to[edge]],
    relationship: metadata,
    properties,
  };
}
