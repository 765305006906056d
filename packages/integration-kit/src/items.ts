import { IntegrationWarnEventName, type IntegrationLogger } from '@jupiterone/integration-sdk-core';
import { shown } from '@j1-integrations/provider-http';
import { IncompleteDataError } from './errors';
import { warn } from './failures';

/**
 * The items of a list inside an item, without empty places.
 *
 * @param field its name, for the error
 * @throws IncompleteDataError if something else is in its place: an empty list would delete what JupiterOne has
 */
export function listIn<Item>(list: readonly (Item | null)[] | null | undefined, field: string): Item[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new IncompleteDataError(`"${field}" holds no list but ${shown(list)}`);
  return (list as readonly (Item | null)[]).filter((item): item is Item => item !== null);
}

/** How many items of each list were left out, by path. */
export type LeftOut = ReadonlyMap<string, number>;

/** Takes the items of a client's lists apart: those that something can be made of, and the others, which are counted. */
export interface Sieve {
  readonly leftOut: LeftOut;
  /**
   * The things of a list: what has an id. Without one, several would get the same key.
   *
   * @param id the name of the field. A number in it becomes a text, as in every field `id` below.
   */
  things(path: string, items: readonly unknown[], id?: string): object[];
  /** The entries of a list that have no id of their own: memberships, and what else joins two things. */
  entries(path: string, items: readonly unknown[]): object[];
}

export function createSieve(): Sieve {
  const leftOut = new Map<string, number>();
  const choose = (path: string, items: readonly unknown[], isUsable: (item: object) => boolean) => {
    const chosen = items.filter((item) => isObject(item) && isUsable(item)) as object[];
    const others = items.length - chosen.length;
    if (others > 0) leftOut.set(path, (leftOut.get(path) ?? 0) + others);
    return chosen;
  };
  return {
    leftOut,
    things: (path, items, id = 'id') =>
      choose(path, items, (item) => {
        writeIdsAsTexts(item);
        const value = (item as Record<string, unknown>)[id];
        return typeof value === 'string' && value.trim() !== '';
      }),
    entries: (path, items) =>
      choose(path, items, (item) => {
        writeIdsAsTexts(item);
        return true;
      }),
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Nothing deeper is read, and a hostile item may have thousands of levels. */
const DEPTH = 20;

/** An answer is ours alone, so it is changed in place. */
function writeIdsAsTexts(value: object, depth = DEPTH): void {
  if (depth === 0) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isObject(inner)) writeIdsAsTexts(inner, depth - 1);
    else if (key === 'id' && Number.isFinite(inner)) (value as { id: string }).id = String(inner);
  }
}

const LISTS_NAMED = 5;

/** Warns of the items that a step's client left out. */
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
