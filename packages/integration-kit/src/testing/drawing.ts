import type { GraphSets } from './graph-sets';

export type Sources = Readonly<Record<string, boolean>>;

export interface Drawing {
  node: (type: string, key: string) => void;
  /** Left out if one of its ends is not drawn. */
  edge: (from: string, _class: string, to: string) => void;
  /** An edge to an entity of another integration. */
  mappedEdge: (from: string, _class: string, to: string) => void;
  isOn: (source: string) => boolean;
}

/** Draws the graph that a run must produce. @param off sources that are off by default */
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
