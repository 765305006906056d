import type { WaysAnswer, WaysRequest, WayStep } from './drawn';
import { edgeProperties } from './entity';
import { textsOf, type Model } from './model';
import { eachWay, verbOf } from './neighbours';
import { refOf } from './refs';

const MOST_WAYS = 50;
const MOST_STEPS = 8;
/** Everything is a part of one: a way through it says nothing. */
const WHOLE = ['Account', 'Organization'];

/** The shortest ways between two entities, in whichever direction relationships point. */
export function waysBetween(model: Model, request: WaysRequest): WaysAnswer {
  const [from, to] = [model.vertexOf(request.from), model.vertexOf(request.to)];
  const ends = {
    from: from === undefined ? undefined : refOf(model, from),
    to: to === undefined ? undefined : refOf(model, to),
  };
  const none = { ...ends, ways: [], isCut: false, isOnlyThroughAccounts: false };
  if (from === undefined || to === undefined || from === to) return none;
  const found = look(model, from, to, request.longer, request.throughAccounts);
  if (found.ways.length > 0 || request.throughAccounts) return { ...none, ...found };
  return { ...none, isOnlyThroughAccounts: look(model, from, to, 0, true).ways.length > 0 };
}

function look(model: Model, from: number, to: number, longer: number, throughAccounts: boolean) {
  const isClosed = (vertex: number) =>
    !throughAccounts && textsOf(model.graph.entities[vertex]._class).some((name) => WHOLE.includes(name));
  const distance = distancesTo(model, from, to, isClosed, longer);
  const fewest = distance.get(from);
  if (fewest === undefined) return { ways: [], isCut: false };
  const most = Math.min(fewest + longer, MOST_STEPS);
  const ways: WayStep[][] = [];
  let isCut = false;
  const visited = new Set([from]);
  const steps: WayStep[] = [];
  const follow = (vertex: number): void => {
    for (const [other, edges] of nextOf(model, vertex)) {
      const rest = distance.get(other);
      if (isCut || rest === undefined || visited.has(other) || steps.length + 1 + rest > most) continue;
      steps.push(stepTo(model, vertex, other, edges));
      visited.add(other);
      if (other !== to) follow(other);
      else if (ways.length === MOST_WAYS) isCut = true;
      else ways.push([...steps]);
      visited.delete(other);
      steps.pop();
    }
  };
  follow(from);
  ways.sort((a, b) => a.length - b.length);
  return { ways, isCut };
}

/** How many steps each entity is away from the end, as far as the start is, and some more. */
function distancesTo(model: Model, from: number, to: number, isClosed: (vertex: number) => boolean, longer: number) {
  const distance = new Map([[to, 0]]);
  let border = [to];
  let most = MOST_STEPS;
  for (let steps = 1; border.length > 0 && steps <= most; steps += 1) {
    const next: number[] = [];
    for (const vertex of border) {
      eachWay(model.graph, vertex, (_, other) => {
        if (distance.has(other) || (other !== from && isClosed(other))) return;
        distance.set(other, steps);
        // A way ends where it began.
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
  eachWay(graph, vertex, (edge, other) => {
    const edges = next.get(other);
    if (edges) edges.push(edge);
    else next.set(other, [edge]);
  });
  return next;
}

function stepTo(model: Model, vertex: number, other: number, edges: readonly number[]): WayStep {
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
