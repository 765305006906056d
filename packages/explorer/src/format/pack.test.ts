import fc from 'fast-check';
import { alikes, inParts, pack, unpack, type Item, type Packed } from './pack';

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
);
const item = fc.dictionary(fc.constantFrom('_key', 'name', '__proto__', 'constructor', 'toString', 'a.b', ''), value);
const texts = (items: readonly Item[]) => items.map((one) => JSON.stringify(one)).sort();

test('what is packed comes out as it was, whatever properties are called', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), (given) => {
      const text = JSON.stringify(given);
      // As it is read from a file: a property that is called __proto__ is one of its own.
      const items = JSON.parse(text) as Item[];
      const found = unpack(JSON.parse(JSON.stringify(alikes(items).map(pack))) as Packed[]);
      expect(texts(found)).toEqual(texts(items));
      expect(found.every((one) => Object.getPrototypeOf(one) === Object.prototype)).toBe(true);
    }),
  );
});

test('what all have in common is kept once', () => {
  const items = ['a', 'b'].map((key) => ({ _key: key, _type: 'heroku_team', _class: ['Team'], gone: undefined }));
  expect(alikes(items).map(pack)).toEqual([
    { keys: ['_key', '_type', '_class'], same: { _type: 'heroku_team', _class: ['Team'] }, rows: [['a'], ['b']] },
  ]);
});

test('parts hold so many objects, in the same order', () => {
  const items = ['a', 'b', 'c', 'd'].map((key) => (key === 'c' ? { key, odd: true } : { key }));
  const parts = inParts(alikes(items), 2).map((part) => part.map((alike) => alike.items.map(({ key }) => key)));
  expect(parts).toEqual([[['a', 'b']], [['d'], ['c']]]);
});
