import type { Plan } from '../plan/plan';
import type { Row } from '../run/row';
import { setProperty } from '../values/values';

export interface RowMetadata {
  byAlias: Record<string, { id: string; entity: { _id: string } }>;
}

/** Undefined with UNIQUE, which merges rows. */
export function metadataOf({ vertices }: Row, { rowMetadata, query, scope, graph }: Plan): RowMetadata | undefined {
  if (!rowMetadata || query.unique) return undefined;
  const byAlias: RowMetadata['byAlias'] = {};
  for (const [alias, slot] of scope.vertexAliases) {
    const id = graph.ids[vertices[slot]];
    if (id !== undefined) setProperty(byAlias, alias, { id, entity: { _id: id } });
  }
  return { byAlias };
}
