import { relationshipShortener, shortenEntity, restoreEntity, restoreRelationship } from './ends';
import type { Item } from './pack';

const entities: Item[] = [
  { _id: 'heroku/a', _key: 'a', _integrationInstanceId: 'heroku' },
  { _id: 'heroku-2/a', _key: 'a', _integrationInstanceId: 'heroku-2' },
  { _id: 'people/ann', _key: 'ann' },
];

const heroku = { _integrationInstanceId: 'heroku', _class: 'HAS' };

test.each([
  ['in its own instance', { ...heroku, _key: 'a|has|a', _fromEntityKey: 'a', _toEntityKey: 'a' }, [true, 0, 0]],
  [
    'in another one',
    { ...heroku, _key: 'x', _fromEntityKey: 'a', _toEntityKey: 'a', _toEntityId: 'heroku-2/a' },
    ['x', 0, 1],
  ],
  ['to a missing entity', { ...heroku, _fromEntityKey: 'a', _toEntityKey: 'gone' }, [undefined, 0, 'gone']],
  [
    'by ids alone',
    { _class: 'IS', _fromEntityId: 'heroku/a', _toEntityId: 'people/ann' },
    [undefined, undefined, undefined],
  ],
])('a relationship %s is shortened and restored', (_, relationship: Item, [key, from, to]) => {
  const short = relationshipShortener(entities)(relationship);
  expect([short._key, short._fromEntityKey, short._toEntityKey]).toEqual([key, from, to]);
  expect(restoreRelationship(JSON.parse(JSON.stringify(short)) as Item, entities)).toEqual(relationship);
});

test('shortenEntity omits an id that the page can compute', () => {
  expect(entities.map(shortenEntity).map(({ _id }) => _id)).toEqual([true, true, 'people/ann']);
  expect(entities.map(shortenEntity).map(restoreEntity)).toEqual(entities);
});
