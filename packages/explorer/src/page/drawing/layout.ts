import type { Drawn } from '../data/drawn';

export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  places: Map<string, Place>;
  /** The node from which each node is first reached. */
  branches: Map<string, string>;
}

const COLUMN = 270;
const ROW = 44;
const GAP = 14;

/** Random, so that no entity can have this id. */
const FOLD = `fold ${Math.random()}`;

export const foldId = ({ id, direction, verb, type }: Drawn['folds'][number]): string =>
  JSON.stringify([FOLD, id, direction, verb, type]);

interface Branch {
  id: string;
  children: Branch[];
}

/** Sources are left of the middle, and targets are right of it. Unconnected nodes are below. */
export function layOut({ nodes, edges, folds }: Drawn, middle?: string): Layout {
  const near = neighboursOf({ nodes, edges, folds });
  const places = new Map<string, Place>();
  const branches = new Map<string, string>();
  const ids = [...(middle === undefined ? [] : [middle]), ...nodes.map(({ id }) => id).sort(byDegree(near))];
  const seen = new Set<string>();
  let top = 0;
  for (const id of ids) {
    if (seen.has(id)) continue;
    const isMiddle = id === middle;
    const { left, right } = branchesOf(id, near, seen, isMiddle);
    const heights = [place(left, -1, places), place(right, 1, places)];
    const height = Math.max(...heights, ROW);
    places.set(id, { x: 0, y: 0 });
    for (const branch of [...left, ...right]) branches.set(branch.id, id);
    addBranches([...left, ...right], branches);
    const own = new Set([id, ...idsIn(left), ...idsIn(right)]);
    for (const one of own) {
      const at = places.get(one)!;
      places.set(one, { x: at.x, y: at.y + top + height / 2 });
    }
    top += height + GAP;
  }
  return { places, branches };
}

function addBranches(list: readonly Branch[], branches: Map<string, string>): void {
  for (const { id, children } of list) {
    for (const child of children) branches.set(child.id, id);
    addBranches(children, branches);
  }
}

type Near = Map<string, { id: string; direction: 'in' | 'out' }[]>;

function neighboursOf({ nodes, edges, folds }: Pick<Drawn, 'nodes' | 'edges' | 'folds'>): Near {
  const near: Near = new Map(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    near.get(from)?.push({ id: to, direction: 'out' });
    near.get(to)?.push({ id: from, direction: 'in' });
  }
  for (const fold of folds) near.get(fold.id)?.push({ id: foldId(fold), direction: fold.direction });
  return near;
}

const byDegree = (near: Near) => (a: string, b: string) => (near.get(b)?.length ?? 0) - (near.get(a)?.length ?? 0);

function branchesOf(id: string, near: Near, seen: Set<string>, hasSides: boolean) {
  seen.add(id);
  const root: Branch = { id, children: [] };
  const sides = new Map<Branch, 'in' | 'out'>();
  const border = [root];
  for (let next = border.shift(); next; next = border.shift()) {
    for (const { id: other, direction } of near.get(next.id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      const branch = { id: other, children: [] };
      if (next === root) sides.set(branch, direction);
      next.children.push(branch);
      border.push(branch);
    }
  }
  const isLeft = (branch: Branch) => hasSides && sides.get(branch) === 'in';
  return { left: root.children.filter(isLeft), right: root.children.filter((branch) => !isLeft(branch)) };
}

const idsIn = (branches: readonly Branch[]): string[] =>
  branches.flatMap(({ id, children }) => [id, ...idsIn(children)]);

/** Centres the branches at y = 0. Returns their total height. */
function place(branches: readonly Branch[], side: 1 | -1, places: Map<string, Place>): number {
  const total = branches.reduce((sum, branch) => sum + heightOf(branch), 0);
  const put = (list: readonly Branch[], column: number, from: number) => {
    let y = from;
    for (const branch of list) {
      const height = heightOf(branch);
      places.set(branch.id, { x: side * column * COLUMN, y: y + height / 2 });
      put(branch.children, column + 1, y);
      y += height;
    }
  };
  put(branches, 1, -total / 2);
  return total;
}

const heightOf = ({ children }: Branch): number =>
  Math.max(
    ROW,
    children.reduce((sum, child) => sum + heightOf(child), 0),
  );
