import { valuesOf } from '../values/values';
import type { Graph } from './graph';
import { vertexReader } from './read';

type Index = ReadonlyMap<unknown, Uint32Array>;

interface Asked {
  times: number;
  index?: Index;
}

const asked = new WeakMap<Graph, Map<string, Asked>>();

/** Fewer are looked through in less time than it takes to make an index. */
const WORTH_AN_INDEX = 2_000;

/**
 * The vertices that have a value in a property, in order; undefined where there is no index. One is made when a property is
 * asked for the second time, and kept as long as the graph.
 */
export function verticesWith(graph: Graph, property: string, value: unknown, among: number): Uint32Array | undefined {
  if (among < WORTH_AN_INDEX) return undefined;
  const properties = asked.get(graph) ?? new Map<string, Asked>();
  asked.set(graph, properties);
  const entry = properties.get(property) ?? { times: 0 };
  properties.set(property, entry);
  entry.times += 1;
  if (entry.times < 2) return undefined;
  entry.index ??= indexOf(graph, property);
  return entry.index.get(value) ?? new Uint32Array(0);
}

function indexOf(graph: Graph, property: string): Index {
  const read = vertexReader(graph, property);
  const lists = new Map<unknown, number[]>();
  for (let vertex = 0; vertex < graph.entities.length; vertex += 1) {
    for (const value of new Set(valuesOf(read(vertex)))) {
      const list = lists.get(value);
      if (list) list.push(vertex);
      else lists.set(value, [vertex]);
    }
  }
  return new Map([...lists].map(([value, list]) => [value, Uint32Array.from(list)]));
}
