import { createEngine } from '../engine';
import { explanationText } from './explain';

const users = Array.from({ length: 3_000 }, (_, at) => ({
  _key: `u${at}`,
  _type: 'user',
  _class: ['User'],
  email: `u${at}@x`,
  stage: at % 3 === 0 ? 'production' : 'staging',
}));
const engine = createEngine({
  entities: [...users, { _key: 't', _type: 'team', _class: ['Team'] }],
  relationships: users.slice(0, 20).map(({ _key }) => ({ _class: 'HAS', _fromEntityKey: 't', _toEntityKey: _key })),
});
const explained = (text: string) => explanationText(engine.explain(text));

test('the search starts at the end with fewer entities', () => {
  expect(explained('FIND User AS u THAT HAS Team RETURN u.email')).toEqual([
    '1. Team: 1 found by class and type',
    '2. User AS u: 20 have a path to step 1 and start the search',
    '3. THAT HAS Team: 20 relationships with this verb',
    'Then 1 column is computed.',
  ]);
  expect(explained('FIND Team THAT HAS >> User')[0]).toBe('1. Team: 1 found by class and type');
});

test('the second lookup of a property uses an index', () => {
  const text = `FIND User WITH email = 'u7@x'`;
  expect(explained(text)[0]).toBe('1. User WITH …: 3,000 found by class and type');
  expect(explained(text)[0]).toBe('1. User WITH …: 1 found by the index of email');
  expect(engine.query(text).data).toHaveLength(1);
  expect(engine.query(`FIND User WITH email = 'none'`).data).toEqual([]);
});

test('a frequent value builds no index', () => {
  const text = `FIND User WITH stage = 'production'`;
  for (let times = 0; times < 3; times += 1)
    expect(explained(text)[0]).toBe('1. User WITH …: 3,000 found by class and type');
  expect(engine.query(text).data).toHaveLength(1_000);
});

test('a query with SKIP and without LIMIT returns all later rows', () => {
  expect(explained('FIND Team SKIP 3').at(-1)).toBe('Then row 4 and all later rows are returned.');
});

test('explain shows each combination of optional parts, and the steps on rows', () => {
  expect(
    explained(
      `FIND UNIQUE Team AS t (THAT HAS User AS u)? WHERE u.email != 'x' RETURN t._key ORDER BY t._key SKIP 1 LIMIT 2`,
    ),
  ).toEqual([
    'Combination 1 of 2:',
    '1. Team AS t: 1 found by class and type',
    '2. Team AS t: 1 match the conditions and start the search',
    'Combination 2 of 2:',
    '1. Team AS t: 1 found by class and type',
    '2. Team AS t: 1 match the conditions and start the search',
    '3. THAT HAS User AS u: 20 relationships with this verb',
    'Then each row that is part of a longer row is dropped.',
    'Then WHERE is tested for each row.',
    'Then 1 column is computed.',
    'Then repeated rows are dropped.',
    'Then rows are sorted by t._key.',
    'Then rows 2 to 3 are returned.',
  ]);
});
