import { isAbsent, someValue, valuesOf } from '../values/values';
import type { Graph } from './graph';
import { vertexReader } from './read';

type Index = ReadonlyMap<unknown, readonly number[]>;

interface Lookups {
  times: number;
  index?: Index;
}

const lookups = new WeakMap<Graph, Map<string, Lookups>>();

/** With fewer entities, a scan is faster. */
const MIN_ENTITIES = 2_000;

/** A value is rare if at most this share of a sample has it. */
const SAMPLE = 256;
const RARE_SHARE = 0.05;

/** Sorted vertices; undefined without an index. The second lookup of a rare value builds the index of its property. */
export function verticesWith(
  graph: Graph,
  property: string,
  value: unknown,
  among: ArrayLike<number> | undefined,
): ArrayLike<number> | undefined {
  if ((among?.length ?? graph.entities.length) < MIN_ENTITIES) return undefined;
  const properties = lookups.get(graph) ?? new Map<string, Lookups>();
  lookups.set(graph, properties);
  const entry = properties.get(property) ?? { times: 0 };
  properties.set(property, entry);
  if (!entry.index) {
    if (!isRare(graph, property, value, among)) return undefined;
    entry.times += 1;
    if (entry.times < 2) return undefined;
    entry.index = indexOf(graph, property);
  }
  const found = entry.index.get(value) ?? [];
  return among ? found.filter((vertex) => isIn(among, vertex)) : found;
}

function isIn(sorted: ArrayLike<number>, wanted: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

function isRare(graph: Graph, property: string, value: unknown, among: ArrayLike<number> | undefined): boolean {
  const read = vertexReader(graph, property);
  const all = among?.length ?? graph.entities.length;
  let having = 0;
  for (let at = 0; at < SAMPLE; at += 1) {
    const place = Math.floor((at * all) / SAMPLE);
    if (someValue(read(among ? among[place] : place), (one) => one === value)) having += 1;
  }
  return having <= SAMPLE * RARE_SHARE;
}

function indexOf(graph: Graph, property: string): Index {
  const read = vertexReader(graph, property);
  const lists = new Map<unknown, number[]>();
  const add = (value: unknown, vertex: number) => {
    const list = lists.get(value);
    if (list === undefined) lists.set(value, [vertex]);
    else if (list.at(-1) !== vertex) list.push(vertex);
  };
  for (let vertex = 0; vertex < graph.entities.length; vertex += 1) {
    const value = read(vertex);
    if (Array.isArray(value)) for (const element of valuesOf(value)) add(element, vertex);
    else if (!isAbsent(value)) add(value, vertex);
  }
  return lists;
}
