import { IncompleteDataError } from '@j1-integrations/integration-kit';
import { paginate, type HttpRequest, type Path } from '@j1-integrations/provider-http';

export interface ListRequest {
  path: Path;
  /** The field of the answer that holds the items. */
  key: string;
  query?: HttpRequest['query'];
  /** Whether the items need no id, because each is a pair of other objects. */
  areEntries?: boolean;
  /** Whether a part of the list was read before. A refusal then means that the list is cut. */
  continues?: boolean;
  /** How to split the list if it is longer than 10,000 items. */
  parts?: Parts;
}

/** A filter that splits a list. */
export interface Parts {
  /** The query parameter. */
  filter: string;
  /** Called only if the list is split. */
  values: () => Promise<readonly string[]>;
  /** Whether the parts contain every needed item. */
  areAll?: boolean;
}

export interface ListPage<Item> {
  items: Item[];
  /** The number of items in the answer, with those that are left out. */
  length: number;
  more: boolean;
  /** The length of the whole list, if PagerDuty counts it. */
  total?: number;
}

export interface Range {
  limit: number;
  offset: number;
  /** Whether PagerDuty counts the list, which is slow. */
  total?: boolean;
}

type ReadPage = <Item>(request: ListRequest, range: Range) => Promise<ListPage<Item>>;

/** PagerDuty's maximum. */
const PAGE_SIZE = 100;

/** PagerDuty answers 400 for items after this one. @see https://developer.pagerduty.com/docs/pagination */
const REACH = 10_000;

/** More values would make the URL too long. */
const VALUES_PER_REQUEST = 50;

/** The first page has the total, so that the other pages can be requested at the same time. */
export function createLists(readPage: ReadPage, { lookAhead }: { lookAhead?: boolean }) {
  const firstPage = <Item>(request: ListRequest) =>
    readPage<Item>(request, { limit: PAGE_SIZE, offset: 0, total: true });

  function readPages<Item>(
    request: ListRequest,
    first: ListPage<Item>,
    { sequential = false, read }: { sequential?: boolean; read?: Tally } = {},
  ) {
    const { length, total } = first;
    const reach = total === undefined ? Infinity : REACH;
    return paginate<Item, number>(
      async (offset = 0) => {
        const limit = Math.min(PAGE_SIZE, reach - offset);
        const page = offset === 0 ? first : await readPage<Item>(request, { limit, offset });
        read?.skip(page.length - idsOn(page.items));
        // A page can be shorter than its limit. The next page begins after its last item.
        const next = offset + (page.length || limit);
        const allFull = length === PAGE_SIZE && !sequential;
        return {
          items: page.items,
          next: page.more && next < reach ? next : undefined,
          following: offset === 0 && allFull ? offsetsAfterFirst(total) : undefined,
        };
      },
      { endpoint: request.path, lookAhead },
    );
  }

  async function* readAll<Item extends object>(
    request: ListRequest,
    first: ListPage<Item>,
  ): AsyncGenerator<Item, void, undefined> {
    const read = createTally();
    for await (const item of readPages(request, first, { read })) yield read.counted(item);
    if (first.total === undefined || read.isFull(first.total)) return;
    // An item was deleted during the reading, so others moved to earlier pages. Or the list became longer.
    const again = await firstPage<Item>({ ...request, continues: true });
    if (isLong(again)) return yield* readLong(request, again, again.total);
    for await (const item of readPages(request, again, { sequential: true, read })) yield read.counted(item);
    const { total = 0 } = again;
    if (read.size() < total) throw tooFew(request, total, read.size());
  }

  const readParts = partsReader({ firstPage, readPages, readAll });

  /** Reads a list with more than 10,000 items: the first 10,000, then its parts. */
  async function* readLong<Item extends object>(request: ListRequest, first: ListPage<Item>, total: number) {
    const { parts } = request;
    const cut = { missing: 0 };
    const read = createTally();
    if (!parts?.areAll) for await (const item of readPages(request, first, { read })) yield read.counted(item);
    if (parts) for await (const item of readParts<Item>(request, parts, cut)) yield read.counted(item);
    const missing = parts?.areAll ? cut.missing : total - read.size();
    if (missing > 0) throw tooLong(request, total, missing);
  }

  return async function* list<Item extends object>(request: ListRequest): AsyncGenerator<Item, void, undefined> {
    const first = await firstPage<Item>(request);
    if (isLong(first)) yield* readLong(request, first, first.total);
    else yield* readAll(request, first);
  };
}

interface Reading {
  firstPage: <Item>(request: ListRequest) => Promise<ListPage<Item>>;
  readPages: <Item>(request: ListRequest, first: ListPage<Item>) => AsyncGenerator<Item, void, undefined>;
  readAll: <Item extends object>(request: ListRequest, first: ListPage<Item>) => AsyncGenerator<Item, void, undefined>;
}

/** Reads many values of a filter in one list. If that list is too long, it reads each half of the values. */
function partsReader({ firstPage, readPages, readAll }: Reading) {
  async function* readPart<Item extends object>(
    request: ListRequest,
    filter: string,
    values: readonly string[],
    cut: Cut,
  ): AsyncGenerator<Item, void, undefined> {
    const part = { ...request, parts: undefined, continues: true, query: { ...request.query, [filter]: values } };
    const first = await firstPage<Item>(part);
    if (!isLong(first)) {
      yield* readAll(part, first);
    } else if (values.length === 1) {
      cut.missing += first.total - REACH;
      yield* readPages(part, first);
    } else {
      const half = Math.ceil(values.length / 2);
      yield* readPart<Item>(request, filter, values.slice(0, half), cut);
      yield* readPart<Item>(request, filter, values.slice(half), cut);
    }
  }

  async function* readParts<Item extends object>(request: ListRequest, { filter, values }: Parts, cut: Cut) {
    const all = await values();
    for (let from = 0; from < all.length; from += VALUES_PER_REQUEST) {
      yield* readPart<Item>(request, filter, all.slice(from, from + VALUES_PER_REQUEST), cut);
    }
  }
  return readParts;
}

interface Cut {
  missing: number;
}

const isLong = <Item>(first: ListPage<Item>): first is ListPage<Item> & { total: number } =>
  first.total !== undefined && first.total > REACH;

/** Counts each id once, because an item that moves to another page comes twice. */
function createTally() {
  const seen = new Set<unknown>();
  let skipped = 0;
  const size = () => seen.size + skipped;
  return {
    /** Counts items of a page that are left out or repeated: PagerDuty's total contains them. */
    skip: (items: number) => void (skipped += items),
    counted<Item extends { id?: string }>(item: Item): Item {
      seen.add(item.id ?? seen.size);
      return item;
    },
    size,
    isFull: (total: number) => size() >= total && (size() < REACH || total === REACH),
  };
}

const idsOn = (items: readonly unknown[]) =>
  new Set(items.map((item, place) => (item as { id?: string }).id ?? place)).size;

type Tally = ReturnType<typeof createTally>;

function offsetsAfterFirst(total = 0): number[] | undefined {
  const pages = Math.ceil(Math.min(total, REACH) / PAGE_SIZE);
  return pages > 1 ? Array.from({ length: pages - 1 }, (_, i) => (i + 1) * PAGE_SIZE) : undefined;
}

const tooFew = ({ path }: ListRequest, total: number, read: number) =>
  new IncompleteDataError(
    `PagerDuty counts ${total} items of ${path}, but gave ${read}, although the list was read twice.`,
  );

function tooLong({ path, parts }: ListRequest, total: number, missing: number): IncompleteDataError {
  const filter = parts ? `, even by ${parts.filter}` : '';
  return new IncompleteDataError(
    `${path} has ${total} items, but PagerDuty gives at most ${REACH} of a list${filter}: ${missing} items are missing.`,
  );
}
