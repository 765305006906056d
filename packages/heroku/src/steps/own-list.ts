import type { Entity } from '@jupiterone/integration-sdk-core';

/**
 * Decides between several lists that contain the same object. The list of the object's own parent counts. If that list does
 * not come, the list of the parent with the smallest id counts. So the graph does not depend on the order of the answers.
 */
export function fromOwnList() {
  const kept = new Map<string, { list: string; entity: Entity }>();
  return {
    /** Whether to add the entity now. `list` is the parent of the list, `own` the object's own parent. */
    isOwn(entity: Entity, { list, own }: { list: string; own: string | null | undefined }): boolean {
      if (own === list) return true;
      const before = kept.get(entity._key);
      if (!before || list < before.list) kept.set(entity._key, { list, entity });
      return false;
    },
    /** The entities whose own list did not come. Call it after all lists. */
    others: (): Entity[] => [...kept.values()].map(({ entity }) => entity),
  };
}
