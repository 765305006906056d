import type { Question } from '@j1-integrations/j1ql';
import type { LoadedInstance } from '@j1-integrations/j1ql/loader';

export type Instance = Omit<LoadedInstance, 'folder'>;

/** Everything except entities, relationships, changes and raw data. Times are milliseconds since 1970. */
export interface Contents {
  formatVersion: 1;
  madeOn: number;
  instances: Instance[];
  missing: string[];
  people: number;
  questions: Question[];
  blocks: { entities: number; relationships: number; changes: number };
  /** The first id of each block of raw data. */
  raw: string[];
  change?: ChangeBetween;
}

export interface ChangeBetween {
  /** The time of the older run. */
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

/** Each block is gzipped JSON. */
export const CONTENTS_BLOCK = 'contents';
export const blockName = (kind: 'entities' | 'relationships' | 'changes' | 'raw', at: number): string =>
  `${kind}-${at}`;
