import type { Ref } from './ref';
import type { Drawn, DrawnEdge, DrawRequest, Fold } from './drawn';
import { edgeId, edgeProperties } from './entity';
import { nameOf, typeOf, type Model } from './model';
import { forEachNeighbour, verbOf } from './neighbours';
import { refOf } from './refs';

const MAX_UNFOLDED = 6;
const MAX_NODES = 150;

export function drawAround(model: Model, { id, open, show }: DrawRequest): Drawn {
  const opened = [...new Set([id, ...open])].flatMap((one) => model.vertexOf(one) ?? []);
  const shown = new Set([...opened, ...show.flatMap((one) => model.vertexOf(one) ?? [])]);
  const folds: { fold: Fold; members: number[] }[] = [];
  let omitted = 0;
  for (const vertex of opened) {
    for (const { key, members } of neighbourGroups(model, vertex)) {
      if (members.length > MAX_UNFOLDED) {
        folds.push({ fold: { ...key, count: members.length, hidden: 0 }, members });
        continue;
      }
      for (const member of members) {
        if (shown.has(member)) continue;
        if (shown.size >= MAX_NODES) omitted += 1;
        else shown.add(member);
      }
    }
  }
  return {
    nodes: [...shown].map((vertex) => refOf(model, vertex)),
    edges: edgesAmong(model, shown),
    folds: folds
      .map(({ fold, members }) => ({ ...fold, hidden: members.filter((member) => !shown.has(member)).length }))
      .filter(({ hidden }) => hidden > 0),
    omitted,
  };
}

function neighbourGroups(model: Model, vertex: number) {
  const { graph } = model;
  const groups = new Map<string, { key: Omit<Fold, 'count' | 'hidden'>; members: Set<number> }>();
  forEachNeighbour(graph, vertex, (edge, other, direction) => {
    const key = { id: graph.ids[vertex], verb: verbOf(graph, edge), direction, type: typeOf(graph.entities[other]) };
    const name = JSON.stringify(key);
    const known = groups.get(name) ?? { key, members: new Set<number>() };
    groups.set(name, known);
    known.members.add(other);
  });
  const name = (member: number) => nameOf(graph.entities[member]);
  return [...groups.values()].map(({ key, members }) => ({
    key,
    members: [...members].sort((a, b) => (name(a) < name(b) ? -1 : 1)),
  }));
}

function edgesAmong(model: Model, shown: ReadonlySet<number>): DrawnEdge[] {
  const { graph } = model;
  const edges: DrawnEdge[] = [];
  for (const vertex of shown) {
    forEachNeighbour(graph, vertex, (edge, other, direction) => {
      // The loop sees each edge from both ends.
      if (direction === 'out' && shown.has(other)) edges.push(drawnEdge(model, edge));
    });
  }
  return edges;
}

function drawnEdge(model: Model, edge: number): DrawnEdge {
  const { graph } = model;
  return {
    id: edgeId(model, edge),
    from: graph.ids[graph.from[edge]],
    to: graph.ids[graph.to[edge]],
    verb: verbOf(graph, edge),
    properties: edgeProperties(model, edge),
  };
}

export function drawAnswer(model: Model, vertexIds: readonly string[], edges: readonly DrawnEdge[]): Drawn | undefined {
  if (vertexIds.length > MAX_NODES) return undefined;
  const nodes = vertexIds.flatMap((id): Ref[] => {
    const vertex = model.vertexOf(id);
    return vertex === undefined ? [] : [refOf(model, vertex)];
  });
  return { nodes, edges: [...edges], folds: [], omitted: 0 };
}
