import { paginate } from './paginate';

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

test('asks for the next page while the current one is consumed, and for no further', async () => {
  const asked: (number | undefined)[] = [];
  const list = paginate((cursor: number | undefined) => {
    asked.push(cursor);
    return pages([1, 1, 1, 1])(cursor);
  });
  await list.next();
  expect(asked).toEqual([undefined, 1]);
});

test('asks for a page only when it is needed, without look-ahead', async () => {
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

test('gives what a page held before the failure of the next one', async () => {
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

test('a consumer that stops early leaves no unhandled failure behind', async () => {
  for await (const item of paginate(async (cursor: number | undefined) => {
    if (cursor) throw new Error('never asked about');
    return { items: ['first'], next: 1 };
  })) {
    expect(item).toBe('first');
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
});

test('refuses a cursor that repeats, instead of asking for ever', async () => {
  const list = paginate(async () => ({ items: [1], next: ']abc..; max=1000' }));
  await expect(collect(list)).rejects.toThrow(']abc..; max=1000');
});

describe('a list whose first page tells how many there are', () => {
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

  test('is asked for in several pages at once, but in no more than were allowed', async () => {
    const { asked, fetchPage, release } = counted();
    const list = paginate(fetchPage, { pagesAhead: 3 });
    await list.next();
    expect(asked).toEqual([undefined, 1, 2, 3]);
    release();
    expect(await collect(list)).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([undefined, 1, 2, 3, 4, 5]);
  });

  test('is asked for in its order, whichever page comes first', async () => {
    const list = paginate(async (cursor: number | undefined) => {
      await new Promise((resolve) => setTimeout(resolve, cursor === 1 ? 20 : 0));
      return { items: [cursor ?? 0], following: cursor === undefined ? [1, 2, 3] : undefined };
    });
    expect(await collect(list)).toEqual([0, 1, 2, 3]);
  });

  test('goes on where it has grown meanwhile', async () => {
    const { fetchPage, release } = counted({ grown: true });
    release();
    expect(await collect(paginate(fetchPage))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('is asked for page by page without look-ahead', async () => {
    const { asked, fetchPage, release } = counted();
    release();
    const list = paginate(fetchPage, { lookAhead: false });
    await list.next();
    await list.next();
    expect(asked).toEqual([undefined, 1]);
    expect(await collect(list)).toEqual([2, 3, 4, 5]);
  });

  test('gives what came before a page that fails', async () => {
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
