import type { Entity } from '@jupiterone/integration-sdk-core';

/**
 * For things that several parents' lists hold, and that arrive in any order: the list of the parent whose thing it is
 * decides. Where that list does not come, because the parent is hidden or could not be read, the list of the parent
 * with the smallest id does. So every run over the same lists gives the same entities, and only the exceptions are kept.
 */
export function fromOwnList() {
  const kept = new Map<string, { list: string; entity: Entity }>();
  return {
    /** Whether the entity can be added at once. `list` is the parent it was listed for, `own` the one it belongs to. */
    isOwn(entity: Entity, { list, own }: { list: string; own: string | null | undefined }): boolean {
      if (own === list) return true;
      const before = kept.get(entity._key);
      if (!before || list < before.list) kept.set(entity._key, { list, entity });
      return false;
    },
    /** What came from no list of its own, or from that one as well. */
    others: (): Entity[] => [...kept.values()].map(({ entity }) => entity),
  };
}
