import { IntegrationWarnEventName, type IntegrationLogger } from '@jupiterone/integration-sdk-core';
import { shown } from '@j1-integrations/provider-http';
import { IncompleteDataError } from './errors';
import { warn } from './failures';

/**
 * The items of a field, without null. A missing list is empty.
 *
 * @throws IncompleteDataError for any other value. If it counted as an empty list, JupiterOne would delete objects.
 */
export function listIn<Item>(list: readonly (Item | null)[] | null | undefined, field: string): Item[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new IncompleteDataError(`"${field}" is ${shown(list)}, and not a list`);
  return (list as readonly (Item | null)[]).filter((item): item is Item => item !== null);
}

/** The number of items, by the path of their list. */
export type LeftOut = ReadonlyMap<string, number>;

/** Leaves out unusable items, and counts them. In the others, a number in a field `id` becomes a text, at any depth. */
export interface ItemFilter {
  readonly leftOut: LeftOut;
  /** Keeps objects with an id: without one, several would get the same key. @param id the name of the field */
  withId(path: string, items: readonly unknown[], id?: string): object[];
  /** Keeps all objects, for lists such as memberships, whose items need no id. */
  objects(path: string, items: readonly unknown[]): object[];
}

export function createItemFilter(): ItemFilter {
  const leftOut = new Map<string, number>();
  const keep = (path: string, items: readonly unknown[], isUsable: (item: object) => boolean) => {
    const kept = items.filter((item) => isObject(item) && isUsable(item)) as object[];
    const others = items.length - kept.length;
    if (others > 0) leftOut.set(path, (leftOut.get(path) ?? 0) + others);
    return kept;
  };
  return {
    leftOut,
    withId: (path, items, id = 'id') =>
      keep(path, items, (item) => {
        writeIdsAsTexts(item);
        const value = (item as Record<string, unknown>)[id];
        return typeof value === 'string' && value.trim() !== '';
      }),
    objects: (path, items) =>
      keep(path, items, (item) => {
        writeIdsAsTexts(item);
        return true;
      }),
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A hostile item may have thousands of levels. No converter reads deeper than this. */
const DEPTH = 20;

const IS_ID = /^(id|\w+_id)$/;

/** Not a number that JSON cannot hold exactly: two ids would become one. */
function writeIdsAsTexts(value: object, depth = DEPTH): void {
  if (depth === 0) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isObject(inner)) writeIdsAsTexts(inner, depth - 1);
    else if (IS_ID.test(key) && Number.isSafeInteger(inner)) (value as Record<string, string>)[key] = String(inner);
  }
}

const LISTS_NAMED = 5;

export function warnOfLeftOut(logger: IntegrationLogger, leftOut: LeftOut): void {
  const counts = [...leftOut].sort(([a], [b]) => (a < b ? -1 : 1));
  if (counts.length === 0) return;
  const items = counts.reduce((sum, [, count]) => sum + count, 0);
  const lists = counts.slice(0, LISTS_NAMED).map(([path, count]) => `${count} of ${path}`);
  const more = counts.length > LISTS_NAMED ? `, and of ${counts.length - LISTS_NAMED} more` : '';
  warn(
    logger,
    IntegrationWarnEventName.MissingEntity,
    `${items} ${items === 1 ? 'item has' : 'items have'} no id and ${items === 1 ? 'is' : 'are'} left out: ${lists.join(', ')}${more}.`,
  );
}
