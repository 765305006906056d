import { IncompleteDataError } from '@j1-integrations/integration-kit';
import { paginate, type HttpRequest, type Path } from '@j1-integrations/provider-http';

export interface ListRequest {
  path: Path;
  /** The items in the answer. */
  key: string;
  query?: HttpRequest['query'];
  /** Whether its items have no id of their own: each joins two things. */
  areEntries?: boolean;
  /** Whether earlier pages came: a refusal then means a cut list. */
  continues?: boolean;
  /** For a list that is longer than pages reach. */
  parts?: Parts;
}

/** A filter that splits a list. */
export interface Parts {
  /** The query parameter. */
  filter: string;
  /** Called only if the list is split. */
  values: () => Promise<readonly string[]>;
  /** Whether every wanted item is in a part. */
  areAll?: boolean;
}

export interface ListPage<Item> {
  items: Item[];
  /** How many there were, with those of which nothing can be made. */
  came: number;
  more: boolean;
  /** Items of the whole list, if PagerDuty counts them. */
  total?: number;
}

export interface Range {
  limit: number;
  offset: number;
  /** Whether to count, which is slow. */
  total?: boolean;
}

type ReadPage = <Item>(request: ListRequest, range: Range) => Promise<ListPage<Item>>;

/** PagerDuty's maximum. */
const PAGE_SIZE = 100;

/** Beyond it PagerDuty answers 400. @see https://developer.pagerduty.com/docs/pagination */
const REACH = 10_000;

/** Per request, so that the URL stays short. */
const VALUES = 50;

/** The first page has the total, so that the others can be read at the same time. */
export function createLists(readPage: ReadPage, { lookAhead }: { lookAhead?: boolean }) {
  const firstPage = <Item>(request: ListRequest) =>
    readPage<Item>(request, { limit: PAGE_SIZE, offset: 0, total: true });

  function readPages<Item>(
    request: ListRequest,
    first: ListPage<Item>,
    { inTurn = false, read }: { inTurn?: boolean; read?: Tally } = {},
  ) {
    const { came, total } = first;
    const reach = total === undefined ? Infinity : REACH;
    return paginate<Item, number>(
      async (offset = 0) => {
        const limit = Math.min(PAGE_SIZE, reach - offset);
        const page = offset === 0 ? first : await readPage<Item>(request, { limit, offset });
        read?.skip(page.came - idsOn(page.items));
        // A page can be shorter than its limit: the next one begins where it ended.
        const next = offset + (page.came || limit);
        const allFull = came === PAGE_SIZE && !inTurn;
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
    // An item was deleted meanwhile, so that others moved to earlier pages. Or the list grew beyond the last page.
    const again = await firstPage<Item>({ ...request, continues: true });
    if (isLong(again)) return yield* readLong(request, again, again.total);
    for await (const item of readPages(request, again, { inTurn: true, read })) yield read.counted(item);
    const { total = 0 } = again;
    if (read.size() < total) throw tooFew(request, total, read.size());
  }

  const readParts = partsReader({ firstPage, readPages, readAll });

  /** A list that is longer than pages reach: its reachable pages, then its parts. */
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

/** Reads many values of a filter at once, and half of them if the list is still too long. */
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
    for (let from = 0; from < all.length; from += VALUES) {
      yield* readPart<Item>(request, filter, all.slice(from, from + VALUES), cut);
    }
  }
  return readParts;
}

/** A part that is too long. */
interface Cut {
  missing: number;
}

const isLong = <Item>(first: ListPage<Item>): first is ListPage<Item> & { total: number } =>
  first.total !== undefined && first.total > REACH;

/** Counts each id once: an item that moved comes twice. */
function createTally() {
  const seen = new Set<unknown>();
  let skipped = 0;
  const size = () => seen.size + skipped;
  return {
    /** Of a page, items of which nothing can be made, and repeated ones: PagerDuty counts them too. */
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

const tooFew = ({ path }: ListRequest, total: number, came: number) =>
  new IncompleteDataError(`${path} has ${total} items by PagerDuty's count, and ${came} came, in two readings.`);

function tooLong({ path, parts }: ListRequest, total: number, missing: number): IncompleteDataError {
  const filter = parts ? `, also by ${parts.filter}` : '';
  return new IncompleteDataError(
    `${path} has ${total} items and PagerDuty gives no more than ${REACH} of a list${filter}: ${missing} are missing.`,
  );
}
