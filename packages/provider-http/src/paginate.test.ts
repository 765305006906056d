import { paginate as paginateOf, type Page, type PaginateOptions } from './paginate';

const paginate = <Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  options: Partial<PaginateOptions> = {},
) => paginateOf(fetchPage, { endpoint: '/things', ...options });

const pages = (sizes: number[]) => async (cursor: number | undefined) => {
  const index = cursor ?? 0;
  const items = Array.from({ length: sizes[index] ?? 0 }, (_, i) => `${index}.${i}`);
  return { items, next: index + 1 < sizes.length ? index + 1 : undefined };
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('gives the items of all pages in order, an empty page in the middle included', async () => {
  expect(await collect(paginate(pages([2, 0, 1])))).toEqual(['0.0', '0.1', '2.0']);
});

test('requests one page early, and no more', async () => {
  const asked: (number | undefined)[] = [];
  const list = paginate((cursor: number | undefined) => {
    asked.push(cursor);
    return pages([1, 1, 1, 1])(cursor);
  });
  await list.next();
  expect(asked).toEqual([undefined, 1]);
});

test('requests no page early without look-ahead', async () => {
  const asked: (number | undefined)[] = [];
  const list = paginate(
    (cursor: number | undefined) => {
      asked.push(cursor);
      return pages([1, 1])(cursor);
    },
    { lookAhead: false },
  );
  await list.next();
  expect(asked).toEqual([undefined]);
});

test('gives the items of a page if the next page fails', async () => {
  const seen: string[] = [];
  const list = paginate(async (cursor: number | undefined) => {
    if (cursor === 1) throw new Error('page 1 failed');
    return pages([2, 2])(cursor);
  });
  await expect(
    (async () => {
      for await (const item of list) seen.push(item);
    })(),
  ).rejects.toThrow('page 1 failed');
  expect(seen).toEqual(['0.0', '0.1']);
});

test('a consumer that stops early causes no unhandled rejection', async () => {
  for await (const item of paginate(async (cursor: number | undefined) => {
    if (cursor) throw new Error('never asked about');
    return { items: ['first'], next: 1 };
  })) {
    expect(item).toBe('first');
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
});

describe('a list without an end is an error', () => {
  /** Reads until it fails. @returns what it gave, how many pages it took, and how it failed. */
  async function readingOf(itemsOf: (page: number) => unknown[], { cursor = (page: number) => page + 1 } = {}) {
    const given: unknown[] = [];
    let pages = 0;
    const list = paginate(async (page: number | undefined) => {
      pages += 1;
      if (pages > 2000) return { items: [] };
      return { items: itemsOf(page ?? 0), next: cursor(page ?? 0) };
    });
    const failure = (async () => {
      for await (const item of list) given.push(item);
    })();
    return { failure: await failure.then(() => undefined, String), given, pages };
  }
  const ENDLESS = 'HttpError: GET /things gives a list that does not end: ';

  test('if a cursor comes twice', async () => {
    const { failure, pages } = await readingOf(() => [1], { cursor: () => 1 });
    expect(failure).toBe(`${ENDLESS}its next page is one that was asked for before`);
    expect(pages).toBe(2);
  });

  test.each<[string, (page: number) => unknown[], given: number, pages: number]>([
    ['if all pages are empty', () => [], 0, 20],
    ['if pages are empty from the fifth on', (page) => (page < 4 ? [{ id: `i${page}` }] : []), 4, 24],
    ['if each page brings the same', () => [{ id: 'a' }, { id: 'b' }], 2 * 20, 21],
    ['if it begins again after 30 pages', (page) => [{ id: page % 30 }], 30 + 19, 50],
    ['if the same comes in another order', (page) => [0, 1, 2].map((i) => ({ id: (i + page) % 3 })), 60, 21],
    ['if it begins again, of items without an id', (page) => [{ user: { id: page % 7, n: page }, role: 'x' }], 26, 27],
  ])('%s', async (_name, itemsOf, given, pages) => {
    const reading = await readingOf(itemsOf);
    expect(reading.failure).toBe(`${ENDLESS}20 pages in a row bring nothing new, and say that there is more`);
    expect(reading.given).toHaveLength(given);
    // The page after it may have been asked for already.
    expect(reading.pages).toBe(pages);
  });

  test.each<[string, (page: number) => unknown[]]>([
    ['a page in twenty brings something new', (page) => [{ id: Math.floor(page / 20) }]],
    ['items without an id differ in one word', (page) => [{ user: { id: 'a' }, role: `r${page}` }]],
    ['items are texts', (page) => [`t${page}`]],
  ])('but not a list in which %s', async (_name, itemsOf) => {
    expect(await readingOf(itemsOf)).toMatchObject({ failure: undefined, pages: 2001 });
  });

  test('but not a list of 200,000 items, one on a page', async () => {
    let given = 0;
    const fetchPage = async (page = 0) => ({
      items: [{ id: `id-${page}` }],
      next: page < 199_999 ? page + 1 : undefined,
    });
    for await (const _item of paginate(fetchPage)) given += 1;
    expect(given).toBe(200_000);
  });
});

describe('a list whose first page tells the number of pages', () => {
  const LAST = 5;

  /** Six pages of one item each; what is `held` comes only when it is released. */
  function counted({ grown = false } = {}) {
    const asked: (number | undefined)[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const fetchPage = async (cursor: number | undefined) => {
      asked.push(cursor);
      if (cursor !== undefined) await held;
      const index = cursor ?? 0;
      const more = index < LAST || (grown && index === LAST);
      const following = cursor === undefined ? [1, 2, 3, 4, LAST] : undefined;
      return { items: [index], next: more ? index + 1 : undefined, following };
    };
    return { asked, fetchPage, release: () => release() };
  }

  test('is requested in several pages at once, but not in all', async () => {
    const { asked, fetchPage, release } = counted();
    const list = paginate(fetchPage);
    await list.next();
    expect(asked).toEqual([undefined, 1, 2, 3, 4]);
    release();
    expect(await collect(list)).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([undefined, 1, 2, 3, 4, 5]);
  });

  test('keeps its order, whichever page comes first', async () => {
    const list = paginate(async (cursor: number | undefined) => {
      await new Promise((resolve) => setTimeout(resolve, cursor === 1 ? 20 : 0));
      return { items: [cursor ?? 0], following: cursor === undefined ? [1, 2, 3] : undefined };
    });
    expect(await collect(list)).toEqual([0, 1, 2, 3]);
  });

  test('may have become longer during the reading', async () => {
    const { fetchPage, release } = counted({ grown: true });
    release();
    expect(await collect(paginate(fetchPage))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('is requested page by page without look-ahead', async () => {
    const { asked, fetchPage, release } = counted();
    release();
    const list = paginate(fetchPage, { lookAhead: false });
    await list.next();
    await list.next();
    expect(asked).toEqual([undefined, 1]);
    expect(await collect(list)).toEqual([2, 3, 4, 5]);
  });

  test('gives the items before a page that fails', async () => {
    const seen: number[] = [];
    const list = paginate(async (cursor: number | undefined) => {
      if (cursor === 2) throw new Error('page 2 failed');
      return { items: [cursor ?? 0], following: cursor === undefined ? [1, 2, 3] : undefined };
    });
    const reading = (async () => {
      for await (const item of list) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('page 2 failed');
    expect(seen).toEqual([0, 1]);
  });
});
