import type { Question } from '@j1-integrations/j1ql';
import type { LoadedInstance } from '@j1-integrations/j1ql/loader';

export type Instance = Omit<LoadedInstance, 'folder'>;

/** Everything except entities and relationships. */
export interface Contents {
  formatVersion: 1;
  /** Milliseconds since 1970. */
  madeOn: number;
  instances: Instance[];
  missing: string[];
  people: number;
  questions: Question[];
  blocks: { entities: number; relationships: number; changes: number };
  /** The first id in each block of raw data; empty without raw data. */
  raw: string[];
  change?: ChangeBetween;
}

export interface ChangeBetween {
  /** The time of the older run, in milliseconds since 1970. */
  since: number;
  run: string;
  notes: string[];
}

export interface Change {
  kind: 'created' | 'changed' | 'deleted';
  object: 'entity' | 'relationship';
  type: string;
  instance: string;
  id: string;
  name: string;
  from?: End;
  to?: End;
  /** The changed properties, or all properties of a deleted object. */
  properties: { name: string; from?: unknown; to?: unknown }[];
}

export interface End {
  id: string;
  name: string;
}

/** The names of blocks; each block is gzipped JSON. */
export const CONTENTS_BLOCK = 'contents';
export const blockName = (kind: 'entities' | 'relationships' | 'changes' | 'raw', at: number): string =>
  `${kind}-${at}`;
