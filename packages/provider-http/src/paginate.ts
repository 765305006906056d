import { HttpError } from './errors';

export interface Page<Item, Cursor> {
  items: readonly Item[];
  next?: Cursor;
  /** The cursors of all later pages, if a page tells the length of the list. Then only the `next` of the last page counts. */
  following?: readonly Cursor[];
}

export interface PaginateOptions {
  endpoint: string;
  method?: string;
  /** Whether to request the next page early. Default: true. */
  lookAhead?: boolean;
}

/** Only if their cursors are known. Memory holds one page more. */
const PAGES_AHEAD = 4;

/** A list that changes during the reading can repeat some pages, but not so many in a row. */
const PAGES_WITHOUT_NEWS = 20;

/** @throws HttpError if a cursor comes twice, or 20 pages in a row have no new item. */
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
      // The error is thrown at the `await`, which a consumer that stops early does not reach.
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
    // `yield*` would create two more promises for each item.
    for (const item of page.items) yield item;
    if (!lookAhead) ask(1);
    page = await coming.shift();
  }
}

/** Remembers each item by one bit, so a new item can look known. For all items of 20 pages this is not likely. */
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

/** The id of an item. Without an id, all its values, in which objects with an id are only their id. */
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
