import { createEngine, type Engine, type QueryOptions } from '../engine';
import type { GraphData, Properties } from '../graph/graph';

type Edge = readonly [from: string, verb: string, to: string, properties?: Properties];

/** A test graph: entities by key, with `_type` and perhaps `_class`; edges as [from, verb, to]. */
export function smallGraph(entities: Record<string, Properties>, edges: readonly Edge[] = []): GraphData {
  return {
    entities: Object.entries(entities).map(([key, properties]) => ({
      _id: key,
      _key: key,
      _class: ['Record'],
      ...properties,
    })),
    relationships: edges.map(([from, verb, to, properties], at) => ({
      _key: `${from}|${verb.toLowerCase()}|${to}|${at}`,
      _class: verb,
      _type: `${from}_${verb.toLowerCase()}_${to}`,
      _fromEntityKey: from,
      _toEntityKey: to,
      ...properties,
    })),
  };
}

/** The ids of a list, or the cells of a table. */
export function answersOf(engine: Engine, text: string, options?: QueryOptions): unknown[] {
  const result = engine.query(text, options);
  if (result.type === 'list') return result.data.map(({ id }) => id);
  if (result.type === 'table') return result.data.map((row) => Object.values(row));
  return [result.data.vertices.map(({ id }) => id), result.data.edges.map(({ id }) => id)];
}

export const engineOf = (entities: Record<string, Properties>, edges: readonly Edge[] = []): Engine =>
  createEngine(smallGraph(entities, edges));
