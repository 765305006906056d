import type { Question } from '@j1-integrations/j1ql';
import type { LoadedInstance } from '@j1-integrations/j1ql/loader';

/** One instance of an integration, and how its run went. */
export type Instance = Omit<LoadedInstance, 'folder'>;

/** What a page knows besides its entities and relationships. */
export interface Contents {
  formatVersion: 1;
  /** When the page was made, in milliseconds since 1970. */
  madeOn: number;
  instances: Instance[];
  /** Integrations of the run that have no graph. */
  missing: string[];
  /** How many people the roster has. */
  people: number;
  questions: Question[];
  /** Blocks of entities and of relationships. */
  blocks: { entities: number; relationships: number; changes: number };
  /** The first id in each block of what the providers answered; none where it is left out. */
  raw: string[];
  change?: ChangeBetween;
}

/** Which runs are compared. */
export interface ChangeBetween {
  /** When the older one was collected. */
  since: number;
  /** The name of its folder. */
  run: string;
  /** What cannot be compared, in sentences. */
  notes: string[];
}

/** What is different in the newer run. */
export interface Change {
  kind: 'created' | 'changed' | 'deleted';
  what: 'entity' | 'relationship';
  type: string;
  instance: string;
  /** Of the entity, or of the relationship. */
  id: string;
  name: string;
  /** The ends of a relationship. */
  from?: End;
  to?: End;
  /** What has another value, or all that a deleted one had. */
  properties: { name: string; from?: unknown; to?: unknown }[];
}

export interface End {
  id: string;
  name: string;
}

/** The names under which blocks are kept; each is JSON, compressed with gzip. */
export const CONTENTS_BLOCK = 'contents';
export const blockName = (kind: 'entities' | 'relationships' | 'changes' | 'raw', at: number): string =>
  `${kind}-${at}`;
