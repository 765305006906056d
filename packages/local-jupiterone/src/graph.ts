import { isDeepStrictEqual } from 'node:util';

export interface GraphObject {
  _key: string;
  _type: string;
  [property: string]: unknown;
}

export interface Changes {
  created: number;
  updated: number;
  deleted: number;
}

/** The entities or relationships of one scope: an integration instance, or the name that an `api` source gave. */
export type Scope = Map<string, GraphObject>;

/**
 * Makes the scope what was uploaded. What was not uploaded again is deleted, except for the types that the job could not
 * collect in full.
 */
export function reconcile(scope: Scope, uploaded: Map<string, GraphObject>, partialTypes: string[]): Changes {
  const changes: Changes = { created: 0, updated: 0, deleted: 0 };
  for (const [key, object] of uploaded) {
    const present = scope.get(key);
    if (!present) changes.created++;
    else if (!isDeepStrictEqual(present, object)) changes.updated++;
    scope.set(key, object);
  }
  for (const [key, { _type }] of scope) {
    if (uploaded.has(key) || partialTypes.includes(_type)) continue;
    scope.delete(key);
    changes.deleted++;
  }
  return changes;
}
