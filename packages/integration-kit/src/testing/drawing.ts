import type { GraphSets } from './graph-sets';

/** By source: whether it is on. */
export type Sources = Readonly<Record<string, boolean>>;

/** Draws the graph that a run has to give. */
export interface Drawing {
  node: (type: string, key: string) => void;
  /** It is left out if an end is no node: a reference may name a thing that is gone. */
  edge: (from: string, _class: string, to: string) => void;
  /** To an entity of another integration, by what it is found by. */
  mappedEdge: (from: string, _class: string, to: string) => void;
  isOn: (source: string) => boolean;
}

/**
 * The truth of the provider's data, drawn without the integration's code.
 *
 * @param off the sources that are off by default.
 */
export function drawGraph(sources: Sources, off: readonly string[], draw: (drawing: Drawing) => void): GraphSets {
  const nodes = new Set<string>();
  const keys = new Set<string>();
  const edges: [from: string, _class: string, to: string][] = [];
  const mapped: string[] = [];
  draw({
    node(type, key) {
      nodes.add(`${type} ${key}`);
      keys.add(key);
    },
    edge: (...edge) => void edges.push(edge),
    mappedEdge: (from, _class, to) => void mapped.push(`${from} -${_class}-> ${to}`),
    isOn: (source) => sources[source] ?? !off.includes(source),
  });
  const whole = edges.filter(([from, , to]) => keys.has(from) && keys.has(to));
  return { nodes, edges: new Set([...whole.map(([from, _class, to]) => `${from} -${_class}-> ${to}`), ...mapped]) };
}
