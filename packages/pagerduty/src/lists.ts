import { paginate, type HttpRequest } from '@j1-integrations/provider-http';

/** A list, and what it is asked with. */
export interface ListRequest {
  path: string;
  /** Under which name an answer holds the items. */
  key: string;
  query?: HttpRequest['query'];
  /** How it is split where it is longer than pages reach. */
  parts?: Parts;
}

/** A filter that makes several shorter lists of one that is too long. */
export interface Parts {
  /** The query parameter. */
  filter: string;
  /** What it can be; asked for only where it is needed. */
  values: () => Promise<readonly string[]>;
  /** Whether these parts together are all that is wanted. Otherwise some items may be in none of them. */
  areAll?: boolean;
}

export interface ListPage<Item> {
  items: Item[];
  more: boolean;
  /** How many there are in all, where PagerDuty counts. */
  total?: number;
}

type ReadPage = <Item>(request: ListRequest, range: { limit: number; offset: number }) => Promise<ListPage<Item>>;

/** The most items that PagerDuty gives on a page; 25 when nothing is asked for. */
const PAGE_SIZE = 100;

/**
 * The last item that a page reaches: beyond it PagerDuty answers 400.
 * @see https://developer.pagerduty.com/docs/pagination
 */
const REACH = 10_000;

/** Values of a filter in one request, so that its URL stays short. */
const VALUES = 50;

/** How lists are read, given how a page is. The first page counts; so the others need not wait for each other. */
export function createLists(readPage: ReadPage, { lookAhead }: { lookAhead?: boolean }) {
  const firstPage = <Item>(request: ListRequest) => readPage<Item>(request, { limit: PAGE_SIZE, offset: 0 });

  /** As far as pages reach. */
  function readPages<Item>(request: ListRequest, first: ListPage<Item>) {
    const { total = 0 } = first;
    const last = total > REACH ? REACH - PAGE_SIZE : Infinity;
    return paginate<Item, number>(
      async (offset = 0) => {
        const page = offset === 0 ? first : await readPage<Item>(request, { limit: PAGE_SIZE, offset });
        const next = page.more && offset < last ? offset + PAGE_SIZE : undefined;
        return { items: page.items, next, following: offset === 0 ? offsetsAfterFirst(total) : undefined };
      },
      { lookAhead },
    );
  }

  async function* readAll<Item>(request: ListRequest, first: ListPage<Item>) {
    let count = 0;
    for await (const item of readPages(request, first)) {
      count += 1;
      yield item;
    }
    // Something went while the list was read, and what stood behind it moved to pages that were read before.
    if (first.total !== undefined && count < first.total) yield* readPages(request, await firstPage<Item>(request));
  }

  async function* readPart<Item>(
    request: ListRequest,
    filter: string,
    values: readonly string[],
    cut: Cut,
  ): AsyncGenerator<Item, void, undefined> {
    const part = { ...request, query: { ...request.query, [filter]: values } };
    const first = await firstPage<Item>(part);
    const { total = 0 } = first;
    if (total <= REACH || values.length === 1) {
      cut.missing += Math.max(0, total - REACH);
      yield* readPages(part, first);
      return;
    }
    const half = Math.ceil(values.length / 2);
    yield* readPart<Item>(request, filter, values.slice(0, half), cut);
    yield* readPart<Item>(request, filter, values.slice(half), cut);
  }

  async function* readParts<Item>(request: ListRequest, { filter, values }: Parts, cut: Cut) {
    const all = await values();
    for (let from = 0; from < all.length; from += VALUES) {
      yield* readPart<Item>(request, filter, all.slice(from, from + VALUES), cut);
    }
  }

  /** A list that is longer than pages reach: as far as they do, then in parts. */
  async function* readLong<Item extends { id?: string }>(request: ListRequest, first: ListPage<Item>, total: number) {
    const { parts } = request;
    const cut = { missing: 0 };
    const seen = new Set<string | undefined>();
    const noted = (item: Item) => (seen.add(item.id), item);
    if (!parts?.areAll) for await (const item of readPages(request, first)) yield noted(item);
    if (parts) for await (const item of readParts<Item>(request, parts, cut)) yield noted(item);
    const missing = parts?.areAll ? cut.missing : total - seen.size;
    if (missing > 0) throw tooLong(request, total, missing);
  }

  return async function* list<Item extends object>(request: ListRequest): AsyncGenerator<Item, void, undefined> {
    const first = await firstPage<Item>(request);
    if (first.total !== undefined && first.total > REACH) yield* readLong(request, first, first.total);
    else yield* readAll(request, first);
  };
}

/** What could not be read in any way. */
interface Cut {
  missing: number;
}

function offsetsAfterFirst(total: number): number[] | undefined {
  const pages = Math.ceil(Math.min(total, REACH) / PAGE_SIZE);
  return pages > 1 ? Array.from({ length: pages - 1 }, (_, i) => (i + 1) * PAGE_SIZE) : undefined;
}

function tooLong({ path, parts }: ListRequest, total: number, missing: number): Error {
  const filter = parts ? `, also by ${parts.filter}` : '';
  return new Error(
    `${path} has ${total} items and PagerDuty gives no more than ${REACH} of a list${filter}: ${missing} are missing.`,
  );
}
