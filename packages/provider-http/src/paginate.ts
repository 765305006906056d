/** One page of a list, and what asks for the one after it. */
export interface Page<Item, Cursor> {
  items: readonly Item[];
  /** Absent on the last page. */
  next?: Cursor;
}

/**
 * The items of a list, page after page. The next page is asked for while the items of the current one are consumed, so
 * memory holds two pages at most.
 *
 * @param fetchPage gets `undefined` for the first page, then each page's `next`: a `Range` value, an offset, a URL.
 * @param lookAhead `false` asks for a page only when the one before it is used up.
 * @throws Error where a cursor repeats: the list would never end.
 */
export async function* paginate<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  { lookAhead = true }: { lookAhead?: boolean } = {},
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  let page: Page<Item, Cursor> | undefined = await fetchPage(undefined);
  while (page) {
    const cursor: Cursor | undefined = page.next;
    if (cursor !== undefined) {
      const key = JSON.stringify(cursor);
      if (seen.has(key)) throw new Error(`The provider gave the same page twice: its next page is again ${key}.`);
      seen.add(key);
    }
    const next: Promise<Page<Item, Cursor>> | undefined =
      lookAhead && cursor !== undefined ? fetchPage(cursor) : undefined;
    // Its failure is thrown where it is awaited; a consumer that stops early never does.
    next?.catch(() => undefined);
    yield* page.items;
    page = next ? await next : cursor !== undefined ? await fetchPage(cursor) : undefined;
  }
}
