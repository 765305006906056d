import fc from 'fast-check';
import { LargeItems, MAX_ITEM_BYTES } from './item-parts';
import { BrokenList, jsonItems } from './json-items';

async function itemsOf(text: string | Buffer, size = 1 << 16): Promise<string[]> {
  const body = Buffer.from(text);
  const items: string[] = [];
  const pieces = (async function* () {
    for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
  })();
  for await (const some of jsonItems(pieces)) items.push(...some.map(String));
  return items;
}

test('jsonItems yields the items of any list, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), fc.nat({ max: 40 }), fc.boolean(), async (list, size, spread) => {
      const indent = spread ? 2 : undefined;
      const items = await itemsOf(JSON.stringify(list, null, indent), size + 1);
      expect(items.map((item) => JSON.parse(item.trim()) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
      const archive = { before: [1], created: '[{"', entries: list, after: { entries: [2] } };
      const entries = await itemsOf(JSON.stringify(archive, null, indent), size + 1);
      expect(entries.map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

test('jsonItems does not change the bytes of an item', async () => {
  const items = ['{"n":12345678901234567890,"a":1,"a":2}', '{ "s" : "\\ud83d }],[{\\"" }', '[1, [2]]'];
  expect(await itemsOf(`[${items.join(',')}]`, 3)).toEqual(items);
});

test('jsonItems refuses a list that is cut at any byte', async () => {
  const text = '{"entries":[{"a":"]"},{"b":[1]}]}';
  for (let length = 0; length < text.length; length += 1) {
    await expect(itemsOf(text.slice(0, length), 4)).rejects.toThrow(BrokenList);
  }
  expect(await itemsOf(text)).toHaveLength(2);
});

test.each(['<!DOCTYPE html><html></html>', '{"id":"forbidden"}', '"[]"', '[,]', '[{},]', 'null', '[] trailing'])(
  'jsonItems refuses %s',
  async (text) => {
    await expect(itemsOf(text)).rejects.toThrow(BrokenList);
  },
);

test.each([
  ['[1][2]', 'goes on after its end'],
  ['{"entries":[1]}[2]', 'goes on after its end'],
  ['{}[1]', 'goes on after its end'],
  ['[1]\n"more"', 'goes on after its end'],
  ['{"entries":[1],"entries":[2]}', 'has a second list'],
  ['[{"a":1}}', 'has a closing bracket that does not match'],
  ['{"entries":[1]]', 'has a closing bracket that does not match'],
  ['\ufeff\ufeff[1]', 'is not a JSON list'],
])('jsonItems refuses %s: it %s', async (text, says) => {
  for (const size of [1, 100]) await expect(itemsOf(text, size)).rejects.toThrow(new BrokenList(says));
});

test('jsonItems skips a byte order mark before the list', async () => {
  for (const size of [1, 2, 100]) expect(await itemsOf('\ufeff[1,2]', size)).toEqual(['1', '2']);
});

test('an empty list has no items', async () => {
  expect(await itemsOf(' [ ] \n')).toEqual([]);
});

test.each([1 << 16, MAX_ITEM_BYTES * 2])(
  'jsonItems leaves out items that are too large, in pieces of %i bytes',
  async (size) => {
    const fits = 'x'.repeat(MAX_ITEM_BYTES - 2);
    const given: string[] = [];
    const body = Buffer.from(`[1,"${fits}",{"id":"evt_7","note":"${fits}"},2,"${fits}!",3]`);
    const pieces = (async function* () {
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
    })();
    const read = async () => {
      for await (const some of jsonItems(pieces)) given.push(...some.map(String));
    };
    await expect(read()).rejects.toThrow(LargeItems);
    expect(given).toEqual(['1', `"${fits}"`, '2', '3']);
  },
);
