export interface Ref {
  id: string;
  name: string;
  type: string;
  classes: string[];
  account: string;
}

/** Selects neighbours of an entity. */
export interface NeighbourFilter {
  id: string;
  verb: string;
  direction: Direction;
  type: string;
}

export type Direction = 'out' | 'in';
