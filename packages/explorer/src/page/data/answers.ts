import type { Change } from '../../format/contents';
import type { Drawn } from './drawn';
import type { Direction, NeighbourFilter, Ref } from './ref';

export interface Column {
  /** The name of a property; with `^` before it, of the relationship. */
  key: string;
  title: string;
}

export interface FindRequest {
  text: string;
  types: string[];
  classes: string[];
  accounts: string[];
  /** A column key. Default: the best match first, then by name. */
  sort: string;
  descending: boolean;
  /** Starts at 1. */
  page: number;
  /** Column keys. Default: the most informative ones. */
  columns: string[];
  near?: NeighbourFilter;
}

export interface Facet {
  value: string;
  count: number;
}

export interface FindRow {
  ref: Ref;
  cells: unknown[];
  hit?: { property: string; text: string };
}

export interface FindAnswer {
  total: number;
  pages: number;
  columns: Column[];
  available: Column[];
  rows: FindRow[];
  facets: { types: Facet[]; classes: Facet[]; accounts: Facet[] };
}

export interface Link {
  ref: Ref;
  properties: [name: string, value: unknown][];
}

export interface Group {
  verb: string;
  direction: Direction;
  type: string;
  count: number;
  links: Link[];
}

export interface EntityAnswer {
  ref: Ref;
  properties: [name: string, value: unknown][];
  metadata: [name: string, value: unknown][];
  /** Properties that other entities of the type have. */
  unknown: string[];
  groups: Group[];
  hasRaw: boolean;
}

export interface AskRequest {
  query: string;
  variables: Record<string, unknown>;
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
  /** Notes about an empty answer, and about data that was not collected. */
  messages: string[];
  milliseconds: number;
  drawn?: Drawn;
}

export type AskCell = { ref: Pick<Ref, 'id' | 'name'> } | { value: unknown };

export type QuestionAnswer =
  { rows: number; incomplete: string[] } | { notCollected: string } | { notKnown: string } | { error: string };

export interface Vocabulary {
  types: Facet[];
  classes: Facet[];
  verbs: Facet[];
  properties: Map<string, string[]>;
}

export interface ChangesRequest {
  kind: string;
  object: string;
  type: string;
  instance: string;
  page: number;
}

export interface ChangesAnswer {
  summary: { instance: string; object: string; type: string; created: number; changed: number; deleted: number }[];
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
