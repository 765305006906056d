import { redact } from './redact';

/** One page of a list, and what asks for those after it. */
export interface Page<Item, Cursor> {
  items: readonly Item[];
  /** Asks for the next page. Absent on the last one. */
  next?: Cursor;
  /**
   * Where the provider tells on a page how long the list is: what asks for every page after this one, in order. These
   * need not wait for each other. Only the last of them is asked for its own `next`.
   */
  following?: readonly Cursor[];
}

export interface PaginateOptions {
  /** `false` asks for a page only when the one before it is used up. */
  lookAhead?: boolean;
  /** How many pages are asked for ahead, where their cursors are known. Default 4. */
  pagesAhead?: number;
}

/**
 * The items of a list, page after page. The next page is asked for while the items of the current one are consumed, so
 * memory holds two pages at most; or, where the cursors of later pages are known, `pagesAhead` of them.
 *
 * @param fetchPage gets `undefined` for the first page, then a page's `next`: a `Range` value, an offset, a URL.
 * @throws Error where a cursor repeats: the list would never end.
 */
export async function* paginate<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  { lookAhead = true, pagesAhead = 4 }: PaginateOptions = {},
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  const known: Cursor[] = [];
  const coming: Promise<Page<Item, Cursor>>[] = [];

  function ask(atOnce: number) {
    while (known.length > 0 && coming.length < atOnce) {
      const cursor = known.shift() as Cursor;
      const key = JSON.stringify(cursor);
      if (seen.has(key))
        throw new Error(`The provider gave the same page twice: its next page is again ${redact(key, [])}.`);
      seen.add(key);
      const page = fetchPage(cursor);
      // Its failure is thrown where it is awaited; a consumer that stops early never does.
      page.catch(() => undefined);
      coming.push(page);
    }
  }

  let page: Page<Item, Cursor> | undefined = await fetchPage(undefined);
  while (page) {
    if (page.following) known.push(...page.following);
    else if (page.next !== undefined && known.length + coming.length === 0) known.push(page.next);
    if (lookAhead) ask(pagesAhead);
    // Not `yield*`, which makes two more promises of each item.
    for (const item of page.items) yield item;
    if (!lookAhead) ask(1);
    page = await coming.shift();
  }
}
