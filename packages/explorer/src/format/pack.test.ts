import fc from 'fast-check';
import { pack, unpack, type Item } from './pack';

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
      const found = unpack(JSON.parse(JSON.stringify(pack(items))) as ReturnType<typeof pack>);
      expect(texts(found)).toEqual(texts(items));
      expect(found.every((one) => Object.getPrototypeOf(one) === Object.prototype)).toBe(true);
    }),
  );
});

test('what all have in common is kept once', () => {
  const items = ['a', 'b'].map((key) => ({ _key: key, _type: 'heroku_team', _class: ['Team'], gone: undefined }));
  expect(pack(items)).toEqual([
    { keys: ['_key', '_type', '_class'], same: { _type: 'heroku_team', _class: ['Team'] }, rows: [['a'], ['b']] },
  ]);
});
