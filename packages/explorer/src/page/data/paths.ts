import { textsOf } from '@j1-integrations/j1ql';
import { MAX_STEPS, type PathsAnswer, type PathsRequest, type PathStep } from './drawn';
import { edgeProperties } from './entity';
import type { Model } from './model';
import { forEachNeighbour, verbOf } from './neighbours';
import { refOf } from './refs';

const MAX_PATHS = 50;
/** They contain everything, so a path through them says nothing. */
const CONTAINERS = ['Account', 'Organization'];

export function pathsBetween(model: Model, request: PathsRequest): PathsAnswer {
  const [from, to] = [model.vertexOf(request.from), model.vertexOf(request.to)];
  const ends = {
    from: from === undefined ? undefined : refOf(model, from),
    to: to === undefined ? undefined : refOf(model, to),
  };
  const none = { ...ends, paths: [], isCut: false, onlyThroughAccounts: false };
  if (from === undefined || to === undefined || from === to) return none;
  const found = searchPaths(model, from, to, request.longer, request.throughAccounts);
  if (found.paths.length > 0 || request.throughAccounts) return { ...none, ...found };
  return { ...none, onlyThroughAccounts: searchPaths(model, from, to, 0, true).paths.length > 0 };
}

function searchPaths(model: Model, from: number, to: number, longer: number, throughAccounts: boolean) {
  const isClosed = (vertex: number) =>
    !throughAccounts && textsOf(model.graph.entities[vertex]._class).some((name) => CONTAINERS.includes(name));
  const distance = distancesTo(model, from, to, isClosed, longer);
  const fewest = distance.get(from);
  if (fewest === undefined) return { paths: [], isCut: false };
  const most = Math.min(fewest + longer, MAX_STEPS);
  const paths: PathStep[][] = [];
  let isCut = false;
  const visited = new Set([from]);
  const steps: PathStep[] = [];
  const follow = (vertex: number): void => {
    for (const [other, edges] of nextOf(model, vertex)) {
      const rest = distance.get(other);
      if (isCut || rest === undefined || visited.has(other) || steps.length + 1 + rest > most) continue;
      steps.push(stepTo(model, vertex, other, edges));
      visited.add(other);
      if (other !== to) follow(other);
      else if (paths.length === MAX_PATHS) isCut = true;
      else paths.push([...steps]);
      visited.delete(other);
      steps.pop();
    }
  };
  follow(from);
  paths.sort((a, b) => a.length - b.length);
  return { paths, isCut };
}

/** Counts the steps from each entity to the end. Stops `longer` steps after it reaches the start. */
function distancesTo(model: Model, from: number, to: number, isClosed: (vertex: number) => boolean, longer: number) {
  const distance = new Map([[to, 0]]);
  let border = [to];
  let most = MAX_STEPS;
  for (let steps = 1; border.length > 0 && steps <= most; steps += 1) {
    const next: number[] = [];
    for (const vertex of border) {
      forEachNeighbour(model.graph, vertex, (_, other) => {
        if (distance.has(other) || (other !== from && isClosed(other))) return;
        distance.set(other, steps);
        // A path does not return to its start.
        if (other === from) most = Math.min(most, steps + longer);
        else next.push(other);
      });
    }
    border = next;
  }
  return distance;
}

function nextOf({ graph }: Model, vertex: number): Map<number, number[]> {
  const next = new Map<number, number[]>();
  forEachNeighbour(graph, vertex, (edge, other) => {
    const edges = next.get(other);
    if (edges) edges.push(edge);
    else next.set(other, [edge]);
  });
  return next;
}

function stepTo(model: Model, vertex: number, other: number, edges: readonly number[]): PathStep {
  const { graph } = model;
  return {
    ref: refOf(model, other),
    links: edges.map((edge) => ({
      verb: verbOf(graph, edge),
      direction: graph.from[edge] === vertex ? 'out' : 'in',
      properties: edgeProperties(model, edge),
    })),
  };
}
