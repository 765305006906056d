import { HttpError } from './errors';
import { createNews, type News } from './news';

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
  /** What is asked for pages, as an error names it. */
  endpoint: string;
  /** How it is asked. Default `GET`. */
  method?: string;
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
 * @throws HttpError of the kind `list` where the list would never end: a cursor repeats, or pages bring nothing new.
 */
export async function* paginate<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  { endpoint, method = 'GET', lookAhead = true, pagesAhead = 4 }: PaginateOptions,
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
      // Its failure is thrown where it is awaited; a consumer that stops early never does.
      page.catch(() => undefined);
      coming.push(page);
    }
  }

  let news: News | undefined;
  let page: Page<Item, Cursor> | undefined = await fetchPage(undefined);
  while (page) {
    if (page.following) {
      known.push(...page.following);
    } else if (page.next !== undefined && known.length + coming.length === 0) {
      // How long it is has not been said: it is a list without an end, unless it brings something new now and then.
      news ??= createNews();
      if (news.pagesWithout(page.items) >= PAGES_WITHOUT_NEWS) {
        throw endless(`${PAGES_WITHOUT_NEWS} pages in a row bring nothing new, and say that there is more`);
      }
      known.push(page.next);
    }
    if (lookAhead) ask(pagesAhead);
    // Not `yield*`, which makes two more promises of each item.
    for (const item of page.items) yield item;
    if (!lookAhead) ask(1);
    page = await coming.shift();
  }
}

/** Of a list that moves while it is read, some pages may bring again what came before. So many in a row do not. */
const PAGES_WITHOUT_NEWS = 20;
