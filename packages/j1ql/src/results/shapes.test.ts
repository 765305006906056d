import { createEngine } from '../engine';

const engine = createEngine({
  entities: [
    {
      _id: 'id-1',
      _key: 'k1',
      _type: 'okta_user',
      _class: 'User',
      displayName: 'Ann',
      _createdOn: 1_767_600_000_000,
      _beginOn: 1_767_600_000_000,
      _rawData: [{ name: 'default', rawData: { secret: 'x' } }],
      name: 'Ann',
      'tag.AccountName': 'acme',
    },
    { _id: 'id-2', _key: 'k2', _type: ['team'], _class: ['Team'] },
  ],
  relationships: [
    { _key: 'k2|has|k1', _type: 'team_has_user', _class: 'HAS', _fromEntityId: 'id-2', _toEntityId: 'id-1', since: 3 },
  ],
});

const ANN = {
  id: 'id-1',
  entity: {
    _id: 'id-1',
    _key: 'k1',
    _type: ['okta_user'],
    _class: ['User'],
    displayName: 'Ann',
    _createdOn: '2026-01-05T08:00:00.000Z',
    _beginOn: '2026-01-05T08:00:00.000Z',
  },
  properties: { name: 'Ann', 'tag.AccountName': 'acme' },
};

test('a list has metadata in "entity", with dates as texts, and the rest in "properties"', () => {
  expect(engine.query('FIND User')).toEqual({ type: 'list', data: [ANN] });
});

test('a table has dates as numbers', () => {
  expect(engine.query('FIND User RETURN User._createdOn')).toEqual({
    type: 'table',
    data: [{ 'User._createdOn': 1_767_600_000_000 }],
  });
});

test('a tree holds each vertex and edge once', () => {
  expect(engine.query('FIND Team THAT HAS User RETURN TREE')).toEqual({
    type: 'tree',
    data: {
      vertices: [
        ANN,
        { id: 'id-2', entity: { _id: 'id-2', _key: 'k2', _type: ['team'], _class: ['Team'] }, properties: {} },
      ],
      edges: [
        {
          id: 'k2|has|k1',
          fromVertexId: 'id-2',
          toVertexId: 'id-1',
          relationship: {
            _id: 'k2|has|k1',
            displayName: 'HAS',
            _key: 'k2|has|k1',
            _type: 'team_has_user',
            _class: 'HAS',
            _fromEntityId: 'id-2',
            _toEntityId: 'id-1',
            _fromEntityKey: 'k2',
            _toEntityKey: 'k1',
          },
          properties: { since: 3 },
        },
      ],
    },
  });
});

test('ISO dates in metadata compare as numbers', () => {
  const read = createEngine({
    entities: [{ _key: 'k', _type: 'user', _class: 'User', _createdOn: '2026-01-05T08:00:00.000Z' }],
    relationships: [],
  });
  expect(read.query('FIND User WITH _createdOn > date(2026-01-05) RETURN User._createdOn').data).toEqual([
    { 'User._createdOn': 1_767_600_000_000 },
  ]);
  expect(read.query('FIND User').data).toMatchObject([{ entity: { _createdOn: '2026-01-05T08:00:00.000Z' } }]);
});

test('row metadata has the entities of a row by alias, but merged rows have none', () => {
  const query = (text: string) => engine.query(text, { rowMetadata: true }).data;
  const team = { id: 'id-2', entity: { _id: 'id-2' } };
  const ann = { id: 'id-1', entity: { _id: 'id-1' } };
  expect(query('FIND Team THAT HAS User AS u RETURN u.name')).toEqual([
    { 'u.name': 'Ann', _meta: { byAlias: { Team: team, u: ann } } },
  ]);
  expect(query('FIND Team AS t (THAT USES User AS u)? RETURN u.name')).toEqual([
    { 'u.name': null, _meta: { byAlias: { t: team } } },
  ]);
  expect(query('FIND UNIQUE Team THAT HAS User AS u RETURN u.name')).toEqual([{ 'u.name': 'Ann' }]);
  expect(query('FIND Team THAT HAS User AS u RETURN COUNT(u) AS n')).toEqual([{ n: 1 }]);
});
