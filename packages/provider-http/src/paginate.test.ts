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
