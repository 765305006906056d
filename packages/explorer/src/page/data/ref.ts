export interface Ref {
  id: string;
  name: string;
  type: string;
  classes: string[];
  account: string;
}

export interface NeighbourFilter {
  id: string;
  verb: string;
  direction: Direction;
  type: string;
}

export type Direction = 'out' | 'in';
