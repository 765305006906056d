import type { Change } from '../../format/contents';

/** An entity as lists show it. */
export interface Ref {
  id: string;
  name: string;
  type: string;
  classes: string[];
  account: string;
}

export interface Column {
  /** Of the property; what begins with `^` is one of the relationship. */
  key: string;
  title: string;
}

export interface FindRequest {
  text: string;
  types: string[];
  classes: string[];
  accounts: string[];
  /** A column's key. Without one: the best match first, then by name. */
  sort: string;
  descending: boolean;
  /** Counts from 1. */
  page: number;
  /** Keys of columns; empty: those that tell the most. */
  columns: string[];
  near?: Near;
}

/** The entities at the other ends of an entity's relationships. */
export interface Near {
  id: string;
  verb: string;
  direction: Direction;
  type: string;
}

export type Direction = 'out' | 'in';

export interface Facet {
  value: string;
  count: number;
}

export interface FindRow {
  ref: Ref;
  cells: unknown[];
  /** Where the words were found, where no column shows it. */
  hit?: { property: string; text: string };
}

export interface FindAnswer {
  total: number;
  pages: number;
  columns: Column[];
  /** All columns that could be shown. */
  choice: Column[];
  rows: FindRow[];
  facets: { types: Facet[]; classes: Facet[]; accounts: Facet[] };
  milliseconds: number;
}

/** One relationship, seen from one of its ends. */
export interface Link {
  ref: Ref;
  /** Its own properties, without metadata. */
  properties: [name: string, value: unknown][];
}

export interface Group {
  verb: string;
  direction: Direction;
  /** Of the entities at the other ends. */
  type: string;
  count: number;
  /** The first of them by name. */
  links: Link[];
}

export interface EntityAnswer {
  ref: Ref;
  properties: [name: string, value: unknown][];
  metadata: [name: string, value: unknown][];
  /** Properties that others of its type have. */
  unknown: string[];
  groups: Group[];
  hasRaw: boolean;
}

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

export interface AskRequest {
  query: string;
  variables: Record<string, string>;
  page: number;
  sort: string;
  descending: boolean;
}

export interface AskAnswer {
  kind: 'list' | 'table' | 'tree';
  total: number;
  pages: number;
  columns: string[];
  rows: AskCell[][];
  /** What may be the reason for an empty answer, and what was not collected. */
  messages: string[];
  milliseconds: number;
  drawn?: Drawn;
}

export type AskCell = { ref: Pick<Ref, 'id' | 'name'> } | { value: unknown };

/** What a shipped question finds. */
export type QuestionAnswer = { rows: number } | { notCollected: string } | { error: string };

/** What the names in a query may be. */
export interface Vocabulary {
  types: Facet[];
  classes: Facet[];
  verbs: Facet[];
  /** Names of properties, by type, class, or verb. */
  properties: Record<string, string[]>;
}

export interface ChangesRequest {
  kind: string;
  what: string;
  type: string;
  instance: string;
  page: number;
}

export interface ChangesAnswer {
  summary: { instance: string; what: string; type: string; created: number; changed: number; deleted: number }[];
  total: number;
  pages: number;
  changes: Change[];
}

export interface OverviewAnswer {
  entities: number;
  relationships: number;
  dangling: number;
  types: { type: string; classes: string[]; count: number; accounts: Facet[] }[];
  relationshipTypes: { type: string; verb: string; count: number }[];
}
