/** Whether a list still brings what had not come before. */
export interface News {
  /** How many pages in a row, this one among them, have brought nothing that had not come before. */
  pagesWithout(items: readonly unknown[]): number;
}

const PLACES = 2 ** 20;

/**
 * Remembers what came in a room of fixed size (128 KiB): each item is a bit. Two items can have the same one, so a new
 * item can be taken for an old one; all items of twenty pages cannot.
 */
export function createNews(): News {
  const came = new Uint8Array(PLACES / 8);
  let without = 0;
  return {
    pagesWithout(items) {
      let isNew = false;
      for (const item of items) {
        const place = hashOf(keyOf(item)) % PLACES;
        const bit = 1 << (place & 7);
        isNew ||= (came[place >> 3] & bit) === 0;
        came[place >> 3] |= bit;
      }
      without = isNew ? 0 : without + 1;
      return without;
    },
  };
}

/** An item's id. Where it has none: all that it says, in which a thing with an id is told by that. */
function keyOf(item: unknown, depth = 5): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const { id } = item as { id?: unknown };
  if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return String(id);
  return depth === 0
    ? ''
    : Object.values(item)
        .map((value) => keyOf(value, depth - 1))
        .join();
}

/** FNV-1a, mixed so that the lower bits depend on all. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
