/** The edges of vertex v are `edges[starts[v]]` to `edges[starts[v + 1] - 1]`, sorted by verb. */
export interface Adjacency {
  starts: Uint32Array;
  edges: Uint32Array;
  verbs: Uint32Array;
}

export function adjacencyOf(vertices: number, ends: Uint32Array, verb: Uint32Array, verbs: number): Adjacency {
  const inOrder = new Uint32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge += 1) inOrder[edge] = edge;
  const byVerb = countingSort(verbs, verb, inOrder);
  const { starts, sorted } = countingSort(vertices, ends, byVerb.sorted);
  return { starts, edges: sorted, verbs: sorted.map((edge) => verb[edge]) };
}

function countingSort(groups: number, groupOf: Uint32Array, edges: Uint32Array) {
  const starts = new Uint32Array(groups + 1);
  for (let at = 0; at < edges.length; at += 1) starts[groupOf[edges[at]] + 1] += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1] += starts[group];
  const next = starts.slice();
  const sorted = new Uint32Array(edges.length);
  for (let at = 0; at < edges.length; at += 1) {
    const group = groupOf[edges[at]];
    sorted[next[group]] = edges[at];
    next[group] += 1;
  }
  return { starts, sorted };
}

/** @param wanted verbs; undefined: any verb */
export function someEdge(
  { starts, edges, verbs }: Adjacency,
  vertex: number,
  wanted: readonly number[] | undefined,
  test: (edge: number) => boolean,
): boolean {
  const [start, end] = [starts[vertex], starts[vertex + 1]];
  if (wanted === undefined) {
    for (let at = start; at < end; at += 1) if (test(edges[at])) return true;
    return false;
  }
  for (const verb of wanted) {
    for (let at = firstOf(verbs, verb, start, end); at < end && verbs[at] === verb; at += 1) {
      if (test(edges[at])) return true;
    }
  }
  return false;
}

function firstOf(verbs: Uint32Array, verb: number, start: number, end: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (verbs[middle] < verb) low = middle + 1;
    else high = middle;
  }
  return low;
}
