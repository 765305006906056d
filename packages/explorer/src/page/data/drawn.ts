import type { Direction, NeighbourFilter, Ref } from './ref';

export interface DrawRequest {
  /** The entity in the middle. */
  id: string;
  /** Entities whose neighbours are drawn, including the middle. */
  open: string[];
  /** Entities drawn from a folded list. */
  show: string[];
}

export interface Drawn {
  nodes: Ref[];
  edges: DrawnEdge[];
  /** Lists that are too long to draw. */
  folds: Fold[];
  /** The number of entities that found no room. */
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
  /** Whether there are more paths. */
  isCut: boolean;
  /** Whether all paths lead through accounts and organizations. */
  onlyThroughAccounts: boolean;
}

/** The relationships to the next entity. */
export interface PathStep {
  links: { verb: string; direction: Direction; properties: [name: string, value: unknown][] }[];
  ref: Ref;
}
