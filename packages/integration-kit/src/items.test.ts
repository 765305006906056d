import { IncompleteDataError } from './errors';
import { createItemFilter, listIn } from './items';

test('a list is read without null, and a missing list is empty', () => {
  expect(listIn([{ id: 'a' }, null, { id: 'b' }], 'teams')).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect([listIn(null, 'teams'), listIn(undefined, 'teams')]).toEqual([[], []]);
});

test.each([{ id: 'a' }, 'a', 5])('%j in the place of a list is an error that names the field', (value) => {
  const read = () => listIn(value as never, 'teams');
  expect(read).toThrow(IncompleteDataError);
  expect(read).toThrow('and not a list');
});

test('the filter counts the items without an id by path, and makes texts of ids that are numbers, at every depth', () => {
  const filter = createItemFilter();
  const items = [{ id: 1, of: [{ id: 2 }] }, { id: '' }, { id: Number.NaN }, null, [], 'a'];
  expect(filter.withId('/a', items)).toEqual([{ id: '1', of: [{ id: '2' }] }]);
  expect(filter.objects('/b', [{ user: { id: 3 } }, null])).toEqual([{ user: { id: '3' } }]);
  expect(filter.objects('/b', [{ team_id: 4, paid: 5 }])).toEqual([{ team_id: '4', paid: 5 }]);
  expect(filter.withId('/d', [{ id: 2 ** 53 }])).toEqual([]);
  expect(filter.withId('/c', [{ uuid: 'u' }, { id: 'x' }], 'uuid')).toEqual([{ uuid: 'u' }]);
  expect([...filter.leftOut]).toEqual([
    ['/a', 5],
    ['/b', 1],
    ['/d', 1],
    ['/c', 1],
  ]);
});
