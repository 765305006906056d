/** An entity as lists show it. */
export interface Ref {
  id: string;
  name: string;
  type: string;
  classes: string[];
  account: string;
}

/** The entities at the other ends of an entity's relationships. */
export interface Near {
  id: string;
  verb: string;
  direction: Direction;
  type: string;
}

export type Direction = 'out' | 'in';
