import fc from 'fast-check';
import { groupByShape, splitGroups, pack, unpack, type Item, type Packed } from './pack';

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
);
const item = fc.dictionary(fc.constantFrom('_key', 'name', '__proto__', 'constructor', 'toString', 'a.b', ''), value);
const texts = (items: readonly Item[]) => items.map((one) => JSON.stringify(one)).sort();

test('unpack returns the packed objects, with any property names', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), (given) => {
      const text = JSON.stringify(given);
      // JSON.parse makes __proto__ an own property.
      const items = JSON.parse(text) as Item[];
      const found = unpack(JSON.parse(JSON.stringify(groupByShape(items).map(pack))) as Packed[]);
      expect(texts(found)).toEqual(texts(items));
      expect(found.every((one) => Object.getPrototypeOf(one) === Object.prototype)).toBe(true);
    }),
  );
});

test('pack stores a common value once', () => {
  const items = ['a', 'b'].map((key) => ({ _key: key, _type: 'heroku_team', _class: ['Team'], gone: undefined }));
  expect(groupByShape(items).map(pack)).toEqual([
    { keys: ['_key', '_type', '_class'], same: { _type: 'heroku_team', _class: ['Team'] }, rows: [['a'], ['b']] },
  ]);
});

test('splitGroups makes parts of the given size and keeps the order', () => {
  const items = ['a', 'b', 'c', 'd'].map((key) => (key === 'c' ? { key, odd: true } : { key }));
  const parts = splitGroups(groupByShape(items), 2).map((part) =>
    part.map((alike) => alike.items.map(({ key }) => key)),
  );
  expect(parts).toEqual([[['a', 'b']], [['d'], ['c']]]);
});
