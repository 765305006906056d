import { HttpError } from './errors';

export interface Page<Item, Cursor> {
  items: readonly Item[];
  next?: Cursor;
  /** The cursors of all later pages, where a page tells how long the list is. Then only the last one's `next` counts. */
  following?: readonly Cursor[];
}

export interface PaginateOptions {
  endpoint: string;
  method?: string;
  /** `false`: a page is requested only when the items of the one before it are used up. */
  lookAhead?: boolean;
}

const PAGES_AHEAD = 4;

/** A list that changes while it is read may bring some old pages again, but not as many in a row. */
const PAGES_WITHOUT_NEWS = 20;

/**
 * The items of a list, page after page. The next page is requested while the items of the current one are used: memory
 * holds two pages, or four more where their cursors are known.
 *
 * @throws HttpError where the list has no end: a cursor repeats, or 20 pages in a row bring nothing new.
 */
export async function* paginate<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  { endpoint, method = 'GET', lookAhead = true }: PaginateOptions,
): AsyncGenerator<Item, void, undefined> {
  const endless = (why: string) =>
    new HttpError({ kind: 'list', method, endpoint, what: `gives a list that does not end: ${why}` });
  const asked = new Set<string>();
  const known: Cursor[] = [];
  const coming: Promise<Page<Item, Cursor>>[] = [];

  function ask(atOnce: number) {
    while (known.length > 0 && coming.length < atOnce) {
      const cursor = known.shift() as Cursor;
      const key = JSON.stringify(cursor);
      if (asked.has(key)) throw endless('its next page is one that was asked for before');
      asked.add(key);
      const page = fetchPage(cursor);
      // Its failure is thrown where it is awaited. A consumer that stops early never awaits it.
      page.catch(() => undefined);
      coming.push(page);
    }
  }

  let seen: Uint8Array | undefined;
  let withoutNews = 0;
  let page: Page<Item, Cursor> | undefined = await fetchPage(undefined);
  while (page) {
    if (page.following) {
      known.push(...page.following);
    } else if (page.next !== undefined && known.length + coming.length === 0) {
      seen ??= new Uint8Array(2 ** 17);
      withoutNews = areKnown(page.items, seen) ? withoutNews + 1 : 0;
      if (withoutNews >= PAGES_WITHOUT_NEWS) {
        throw endless(`${PAGES_WITHOUT_NEWS} pages in a row bring nothing new, and say that there is more`);
      }
      known.push(page.next);
    }
    if (lookAhead) ask(PAGES_AHEAD);
    // Not `yield*`: it makes two more promises for each item.
    for (const item of page.items) yield item;
    if (!lookAhead) ask(1);
    page = await coming.shift();
  }
}

/**
 * Whether all items are known. From now on they are. Each takes one bit of 128 KiB, for a list of any length: a new item can
 * look known, but not all of twenty pages.
 */
function areKnown(items: readonly unknown[], bits: Uint8Array): boolean {
  let all = true;
  for (const item of items) {
    const place = hashOf(keyOf(item)) % (8 * bits.length);
    const bit = 1 << (place & 7);
    all &&= (bits[place >> 3] & bit) !== 0;
    bits[place >> 3] |= bit;
  }
  return all;
}

/** An item's id. Without one: all that it says, where a thing with an id says its id only. */
function keyOf(item: unknown, depth = 5): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const { id } = item as { id?: unknown };
  if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return String(id);
  if (depth === 0) return '';
  return Object.values(item)
    .map((value) => keyOf(value, depth - 1))
    .join();
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
