import { IncompleteDataError } from './errors';
import { createSieve, listIn } from './items';

test('a list inside an item is read without its empty places, and a missing one is empty', () => {
  expect(listIn([{ id: 'a' }, null, { id: 'b' }], 'teams')).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect([listIn(null, 'teams'), listIn(undefined, 'teams')]).toEqual([[], []]);
});

test.each([{ id: 'a' }, 'a', 5])('%j in the place of a list is an error that names the field', (value) => {
  const read = () => listIn(value as never, 'teams');
  expect(read).toThrow(IncompleteDataError);
  expect(read).toThrow('"teams" holds no list but');
});

test('a sieve counts what has no id by path, and writes numbers as texts at every depth', () => {
  const sieve = createSieve();
  const items = [{ id: 1, of: [{ id: 2 }] }, { id: '' }, { id: Number.NaN }, null, [], 'a'];
  expect(sieve.things('/a', items)).toEqual([{ id: '1', of: [{ id: '2' }] }]);
  expect(sieve.entries('/b', [{ user: { id: 3 } }, null])).toEqual([{ user: { id: '3' } }]);
  expect(sieve.things('/c', [{ uuid: 'u' }, { id: 'x' }], 'uuid')).toEqual([{ uuid: 'u' }]);
  expect([...sieve.leftOut]).toEqual([
    ['/a', 5],
    ['/b', 1],
    ['/c', 1],
  ]);
});
