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

/** The entities or the relationships of an integration instance, or of the scope of an `api` source. */
export type Scope = Map<string, GraphObject>;

/** Writes the upload into the scope. Deletes objects that the upload lacks, except those of partial types. */
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
