import { answersOf, engineOf } from '../testing/small-graph';

const engine = engineOf(
  {
    u1: { _type: 'okta_user', _class: ['User'], name: 'u1' },
    u2: { _type: 'okta_user', _class: ['User'], name: 'u2' },
    p1: { _type: 'person', _class: ['Person'], name: 'p1' },
  },
  [
    ['u1', 'IS', 'p1', { since: 1 }],
    ['p1', 'MANAGES', 'u2', { since: 2 }],
  ],
);

test.each([
  ['FIND User THAT IS Person RETURN User.name, Person.name', [['u1', 'p1']]],
  ['FIND okta_user THAT IS person RETURN okta_user.name', [['u1']]],
  ['FIND User AS u THAT IS Person RETURN u.name, User.name', [['u1', 'u1']]],
  ['FIND User THAT IS Person WHERE IS.since = 1 RETURN IS.since', [[1]]],
  ['FIND User THAT is Person RETURN is.since, IS.since', [[1, 1]]],
  ['FIND (User|Host) THAT (IS|HAS) Person RETURN User.name, Host.name, IS.since', [['u1', 'u1', 1]]],
  ['FIND User AS Person THAT IS Person AS p RETURN Person.name, p.name', [['u1', 'p1']]],
  ['FIND User AS a THAT IS Person THAT MANAGES User AS b RETURN a.name, b.name', [['u1', 'u2']]],
  ['FIND User THAT IS Person ORDER BY Person.name', ['u1']],
  ['FIND * AS x THAT RELATES TO AS r * AS y WHERE r.since = 2 AND x._type = y._type RETURN x.name', []],
  ['FIND User AS a THAT IS AS r Person THAT MANAGES AS r User RETURN a.name', [['u1']]],
])('%s accepts these names', (text, expected) => {
  expect(answersOf(engine, text)).toEqual(expected);
});

test.each([
  ['FIND User THAT IS Person THAT MANAGES User RETURN User.name', '"User" is ambiguous'],
  ['FIND User AS a THAT IS Person AS a', 'The alias "a" is given twice'],
  ['FIND User THAT IS AS r Person THAT MANAGES AS r User RETURN r.since', '"r" is ambiguous'],
  ['FIND User AS count', '"count" is a keyword'],
  ['FIND User AS Order', '"Order" is a keyword'],
  ['FIND * RETURN x.name', 'Invalid return selector provided: "x"'],
  ['FIND User THAT RELATES TO Person RETURN RELATES.since', 'Invalid return selector provided: "RELATES"'],
  ['FIND User AS u WHERE name = "u1"', 'Invalid predicate filter selector provided: "name"'],
  ['FIND User AS u WHERE u.name = bob', 'Invalid predicate filter selector provided: "bob"'],
  ['FIND User AS u WHERE active = true', 'In WHERE, write a property with its alias'],
])('%s is refused: %s', (text, message) => {
  expect(() => engine.query(text)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_ERROR', message: expect.stringContaining(message), line: 1 }) as Error,
  );
});
