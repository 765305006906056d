import type { Entity } from '@jupiterone/integration-sdk-core';

/**
 * Decides between several lists that hold the same thing: the list of its own parent counts or, without that one, the list
 * of the parent with the smallest id. So the order in which lists arrive does not change the graph.
 */
export function fromOwnList() {
  const kept = new Map<string, { list: string; entity: Entity }>();
  return {
    /** Whether the entity can be added now. `list` is the parent of this list, `own` the parent of the thing. */
    isOwn(entity: Entity, { list, own }: { list: string; own: string | null | undefined }): boolean {
      if (own === list) return true;
      const before = kept.get(entity._key);
      if (!before || list < before.list) kept.set(entity._key, { list, entity });
      return false;
    },
    /** For the end: those whose own list did not come. */
    others: (): Entity[] => [...kept.values()].map(({ entity }) => entity),
  };
}
