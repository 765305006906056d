import type { Direction, Near, Ref } from './ref';

export interface DrawRequest {
  /** The entity in the middle. */
  id: string;
  /** Those whose neighbours are drawn; that in the middle is one of them. */
  open: string[];
  /** Those that are drawn out of a long list. */
  show: string[];
}

/** Entities and relationships to be drawn. */
export interface Drawn {
  nodes: Ref[];
  edges: DrawnEdge[];
  /** Lists that are too long to be drawn as they are. */
  folds: Fold[];
  /** How many more there were than can be drawn. */
  left: number;
}

export interface DrawnEdge {
  id: string;
  from: string;
  to: string;
  verb: string;
  properties: [name: string, value: unknown][];
}

export interface Fold extends Near {
  /** How many there are, and how many of them are not drawn. */
  count: number;
  hidden: number;
}

export interface WaysRequest {
  from: string;
  to: string;
  /** How many steps more than the fewest. */
  longer: number;
  /** Also through accounts and organizations, of which everything is a part. */
  throughAccounts: boolean;
}

export interface WaysAnswer {
  from?: Ref;
  to?: Ref;
  ways: WayStep[][];
  /** There are more than are shown. */
  isCut: boolean;
  /** There are ways through accounts and organizations, and no others. */
  isOnlyThroughAccounts: boolean;
}

/** One step of a way: the relationships that lead from one entity to the next. */
export interface WayStep {
  links: { verb: string; direction: Direction; properties: [name: string, value: unknown][] }[];
  ref: Ref;
}
