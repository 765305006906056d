import type { Direction, NeighbourFilter, Ref } from './ref';

export interface DrawRequest {
  id: string;
  /** Entities whose neighbours are drawn, including the middle. */
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
  /** All entities of the list, and those that are not drawn. */
  count: number;
  hidden: number;
}

export interface PathsRequest {
  from: string;
  to: string;
  /** Steps in addition to the fewest. */
  longer: number;
  /** Includes paths through accounts and organizations, which contain everything. */
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
