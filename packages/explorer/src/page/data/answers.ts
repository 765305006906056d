import type { Change } from '../../format/contents';
import type { Drawn } from './drawn';
import type { Direction, Near, Ref } from './ref';

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
  properties: Map<string, string[]>;
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
