import { isDeepStrictEqual } from 'node:util';
import { type Changes, type GraphObject } from './graph';

export interface SynchronizationJob {
  id: string;
  source: string;
  scope?: string;
  integrationInstanceId?: string;
  integrationJobId?: string;
  status: string;
  startTimestamp: number;
  numEntitiesUploaded: number;
  numEntitiesCreated: number;
  numEntitiesUpdated: number;
  numEntitiesDeleted: number;
  numRelationshipsUploaded: number;
  numRelationshipsCreated: number;
  numRelationshipsUpdated: number;
  numRelationshipsDeleted: number;
}

export interface Upload {
  entities: Map<string, GraphObject>;
  relationships: Map<string, GraphObject>;
}

export type Fields = Record<string, unknown>;

export class SynchronizationError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const refused = (status: number, code: string, message: string) =>
  new SynchronizationError(status, code, message);

export const newSynchronizationJob = (
  id: string,
  source: string,
  owner: Pick<SynchronizationJob, 'scope' | 'integrationInstanceId' | 'integrationJobId'>,
): SynchronizationJob => ({
  id,
  source,
  ...owner,
  status: 'AWAITING_UPLOADS',
  startTimestamp: Date.now(),
  numEntitiesUploaded: 0,
  numEntitiesCreated: 0,
  numEntitiesUpdated: 0,
  numEntitiesDeleted: 0,
  numRelationshipsUploaded: 0,
  numRelationshipsCreated: 0,
  numRelationshipsUpdated: 0,
  numRelationshipsDeleted: 0,
});

export const countsOf = (kind: 'Entities' | 'Relationships', { created, updated, deleted }: Changes) => ({
  [`num${kind}Created`]: created,
  [`num${kind}Updated`]: updated,
  [`num${kind}Deleted`]: deleted,
});

/** Accepts all objects of a batch or none. A repeated batch changes nothing. */
export function receive(
  { job, upload }: { job: SynchronizationJob; upload: Upload },
  kind: keyof Upload,
  batch: unknown,
) {
  const objects = list(batch, kind) as GraphObject[];
  for (const object of objects) {
    const key = text(object, '_key');
    text(object, '_type');
    const present = upload[kind].get(key);
    if (present && !isDeepStrictEqual(present, object)) {
      throw refused(400, 'DUPLICATE_KEY', `Two ${kind} of one job have the _key "${key}"`);
    }
  }
  for (const object of objects) upload[kind].set(object._key, object);
  job[kind === 'entities' ? 'numEntitiesUploaded' : 'numRelationshipsUploaded'] = upload[kind].size;
}

export function list(value: unknown, name: string): Fields[] {
  if (Array.isArray(value)) return value as Fields[];
  throw refused(400, `${name.toUpperCase()}_IS_NOT_ARRAY`, `"${name}" should be an array`);
}

export function text(fields: Fields, name: string): string {
  const value = fields?.[name];
  if (typeof value === 'string' && value) return value;
  throw refused(400, 'BAD_REQUEST', `"${name}" should be a non-empty text`);
}
