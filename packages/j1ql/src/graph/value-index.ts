import { isAbsent, some, valuesOf } from '../values/values';
import type { Graph } from './graph';
import { vertexReader } from './read';

type Index = ReadonlyMap<unknown, readonly number[]>;

interface Asked {
  times: number;
  index?: Index;
}

const asked = new WeakMap<Graph, Map<string, Asked>>();

/** Reading fewer entities is faster than making an index. */
const WORTH_AN_INDEX = 2_000;

/** How many entities are read to estimate how rare a value is, and the share up to which it is rare. */
const SAMPLE = 256;
const FEW = 0.05;

/**
 * The vertices that have a value in a property, sorted; undefined without an index. An index is made when a rare value of
 * the property is asked for the second time. It is kept as long as the graph.
 */
export function verticesWith(
  graph: Graph,
  property: string,
  value: unknown,
  among: ArrayLike<number> | undefined,
): ArrayLike<number> | undefined {
  if ((among?.length ?? graph.entities.length) < WORTH_AN_INDEX) return undefined;
  const properties = asked.get(graph) ?? new Map<string, Asked>();
  asked.set(graph, properties);
  const entry = properties.get(property) ?? { times: 0 };
  properties.set(property, entry);
  if (!entry.index) {
    if (!isRare(graph, property, value, among)) return undefined;
    entry.times += 1;
    if (entry.times < 2) return undefined;
    entry.index = indexOf(graph, property);
  }
  return entry.index.get(value) ?? [];
}

function isRare(graph: Graph, property: string, value: unknown, among: ArrayLike<number> | undefined): boolean {
  const read = vertexReader(graph, property);
  const all = among?.length ?? graph.entities.length;
  let having = 0;
  for (let at = 0; at < SAMPLE; at += 1) {
    const place = Math.floor((at * all) / SAMPLE);
    if (some(read(among ? among[place] : place), (one) => one === value)) having += 1;
  }
  return having <= SAMPLE * FEW;
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
