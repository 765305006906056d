import type { Direction, NeighbourFilter, Ref } from './ref';

export interface DrawRequest {
  id: string;
  /** Entities whose neighbours are drawn, too. */
  open: string[];
  show: string[];
}

export interface Drawn {
  nodes: Ref[];
  edges: DrawnEdge[];
  /** Lists that are too long to draw. */
  folds: Fold[];
  omitted: number;
}

export interface DrawnEdge {
  id: string;
  from: string;
  to: string;
  verb: string;
  properties: [name: string, value: unknown][];
}

export interface Fold extends NeighbourFilter {
  /** Of `count` entities, `hidden` are not drawn. */
  count: number;
  hidden: number;
}

/** The steps of the longest path. */
export const MAX_STEPS = 8;

export interface PathsRequest {
  from: string;
  to: string;
  /** How many steps a path may be longer than the shortest path. */
  longer: number;
  /** Includes paths through accounts and organizations. */
  throughAccounts: boolean;
}

export interface PathsAnswer {
  from?: Ref;
  to?: Ref;
  paths: PathStep[][];
  isCut: boolean;
  /** Whether all paths lead through accounts and organizations. */
  onlyThroughAccounts: boolean;
}

export interface PathStep {
  links: { verb: string; direction: Direction; properties: [name: string, value: unknown][] }[];
  ref: Ref;
}
