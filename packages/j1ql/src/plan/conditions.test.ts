import { createEngine } from '../engine';
import { answersOf, engineOf } from '../testing/small-graph';

const NOW = Date.parse('2026-03-31T12:00:00Z');
const DAY = 24 * 3_600_000;

/** The keys of the values of `p` that match the filter. */
function passing(values: Record<string, unknown>, filter: string, variables: Record<string, unknown> = {}): unknown[] {
  const engine = engineOf(
    Object.fromEntries(
      Object.entries(values).map(([key, p]) => [key, p === undefined ? { _type: 'thing' } : { _type: 'thing', p }]),
    ),
  );
  return answersOf(engine, `FIND thing WITH ${filter}`, { now: NOW, variables });
}

const LISTS = { a: 'a', b: 'b', ab: ['a', 'b'], c: 'c', cd: ['c', 'd'], none: undefined };

// The cases of De Morgan's laws, and single values.
test.each([
  [`p = ('a' AND 'b')`, ['ab']],
  [`p = ('a' OR 'b')`, ['a', 'ab', 'b']],
  [`p != ('a' AND 'b')`, ['a', 'b', 'c', 'cd', 'none']],
  [`p != ('a' OR 'b')`, ['c', 'cd', 'none']],
  [`p = 'a'`, ['a', 'ab']],
  [`p != 'a'`, ['b', 'c', 'cd', 'none']],
  ['p = undefined', ['none']],
  ['p != undefined', ['a', 'ab', 'b', 'c', 'cd']],
  [`p = ('a' OR undefined)`, ['a', 'ab', 'none']],
  [`p != ('a' OR undefined)`, ['b', 'c', 'cd']],
  [`p = ('a' OR 'b' AND 'c')`, ['a', 'ab']],
  [`p = (('a' OR 'c') AND ('b' OR 'd'))`, ['ab', 'cd']],
])('for values and lists, %s matches %j', (filter, expected) => {
  expect(passing(LISTS, filter)).toEqual(expected);
});

const TEXTS = { Abc: 'Abc', list: ['xyz', 'Abc'], lower: 'abc', number: 5, none: undefined };

test.each([
  [`p ~= 'b'`, ['Abc', 'list', 'lower']],
  [`p ^= 'A'`, ['Abc', 'list']],
  [`p $= 'c'`, ['Abc', 'list', 'lower']],
  [`p ~= 'B'`, []],
  [`p !~= 'b'`, ['none', 'number']],
  [`p !^= 'A'`, ['lower', 'none', 'number']],
  [`p !$= 'c'`, ['none', 'number']],
  [`p ^= ('A' OR 'x')`, ['Abc', 'list']],
  [`p ^= ('A' AND 'x')`, ['list']],
  [`p !^= ('A' OR 'x')`, ['lower', 'none', 'number']],
  [`p !^= ('A' AND 'x')`, ['Abc', 'lower', 'none', 'number']],
  [`p ~= 5`, []],
  [`p = /b/`, ['Abc', 'list', 'lower']],
  [`p = /^a/`, ['lower']],
  [`p = /^a/i`, ['Abc', 'list', 'lower']],
  [`p != /^a/i`, ['none', 'number']],
  [`p = (/^A/ OR /^x/)`, ['Abc', 'list']],
  [String.raw`p = /^\u0041/`, ['Abc', 'list']],
  [`p = /5/`, []],
])('for texts, %s matches %j', (filter, expected) => {
  expect(passing(TEXTS, filter)).toEqual(expected);
});

const MIXED = {
  minus: -1,
  zero: 0,
  text0: '0',
  yes: true,
  textTrue: 'true',
  no: false,
  nothing: null,
  empty: [],
  list: [null, 3],
};

test.each([
  ['p = 0', ['zero']],
  [`p = '0'`, ['text0']],
  ['p = true', ['yes']],
  [`p = 'true'`, ['textTrue']],
  ['p != true', ['empty', 'list', 'minus', 'no', 'nothing', 'text0', 'textTrue', 'zero']],
  ['p = false', ['no']],
  ['p = -1', ['minus']],
  ['p = undefined', ['empty', 'nothing']],
  ['p = null', ['empty', 'nothing']],
  ['p < 1', ['minus', 'zero']],
  ['p <= 0', ['minus', 'zero']],
  ['p > -1', ['list', 'zero']],
  ['p >= 0', ['list', 'zero']],
  [`p < '1'`, ['text0']],
  ['p > false', []],
  ['p < undefined', []],
  ['0 < p', ['list']],
  ['0 = p', ['zero']],
  ['p + 1 > 0', ['zero']],
  ['p > (1 OR -1)', ['list', 'zero']],
  ['p > (-1 AND 1)', ['list']],
])('types are strict: %s matches %j', (filter, expected) => {
  expect(passing(MIXED, filter)).toEqual(expected);
});

test('texts are compared by code point', () => {
  expect(passing({ a: 'a', B: 'B', wide: '\u{1f600}', late: '\uffee' }, `p > '\uffee'`)).toEqual(['wide']);
  expect(passing({ a: 'a', B: 'B' }, `p < 'a'`)).toEqual(['B']);
});

const AGES = { hour: NOW - 3_600_000, day: NOW - DAY, month: NOW - 30 * DAY, text: '2026-03-31', none: undefined };

test.each([
  ['p < date.now - 2 hours', ['day', 'month']],
  ['p > date.now-24hr', ['hour']],
  ['p >= date.now - 1 day', ['day', 'hour']],
  ['date.now - 7 days > p', ['month']],
  ['p < date.now - 1 week', ['month']],
  ['p > date.now - 90 minutes', ['hour']],
  ['p > date.now - 90 mins', ['hour']],
  ['p < date.now - 90MIN', ['day', 'month']],
  ['p > date.now - 1 day - 1 hr', ['day', 'hour']],
  ['p > date.now +1 day', []],
  ['p = date(2026-03-30T12:00Z)', ['day']],
  ['p = date(2026-03-30T14:00:00.000+02:00)', ['day']],
  ['p = date(2026-03-30T14:00+02)', ['day']],
  ['p < date(2026-03-30)', ['month']],
  ['p < date(2026-03)', []],
  ['p > date(2026)', ['day', 'hour', 'month']],
  ['p > date.now - 86400000', ['hour']],
])('%s matches %j', (filter, expected) => {
  expect(passing(AGES, filter)).toEqual(expected);
});

// One month before 31 March is the last day of February.
test.each([
  ['1 month', '2026-02-28T12:00:00Z'],
  ['1 mo', '2026-02-28T12:00:00Z'],
  ['25 months', '2024-02-29T12:00:00Z'],
  ['1 year', '2025-03-31T12:00:00Z'],
  ['2 yrs', '2024-03-31T12:00:00Z'],
])('date.now - %s follows the calendar', (span, expected) => {
  expect(passing({ then: Date.parse(expected) }, `p = date.now - ${span}`)).toEqual(['then']);
});

test('a variable is a value, and a list matches any of its elements', () => {
  const variables = {
    one: 'a',
    list: ['a', 'c'],
    nothing: null,
    days: 3,
    me: { email: 'b' },
    injected: `a' OR p != 'x`,
  };
  expect(passing(LISTS, 'p = ${one}', variables)).toEqual(['a', 'ab']);
  expect(passing(LISTS, 'p = ${ list }', variables)).toEqual(['a', 'ab', 'c', 'cd']);
  expect(passing(LISTS, 'p != ${list}', variables)).toEqual(['b', 'none']);
  expect(passing(LISTS, 'p = ${nothing}', variables)).toEqual(['none']);
  expect(passing(LISTS, 'p = ${me.email}', variables)).toEqual(['ab', 'b']);
  expect(passing(LISTS, 'p = ${injected}', variables)).toEqual([]);
  expect(passing({ old: NOW - 4 * DAY, new: NOW }, 'p < date.now - ${days} days', variables)).toEqual(['old']);
});

test('a property name may have dots, brackets, or be __proto__ or constructor', () => {
  const engine = createEngine({
    entities: [
      JSON.parse('{"_key":"1","_type":"t","tag.cost-center":"x","tag.Name":true,"__proto__":"p","a:b":1}') as Record<
        string,
        unknown
      >,
      { _key: '2', _type: 't' },
    ],
    relationships: [],
  });
  const found = (filter: string) => answersOf(engine, `FIND t WITH ${filter}`);
  expect(found(`[tag.cost-center] = 'x'`)).toEqual(['1']);
  expect(found('tag.Name = true')).toEqual(['1']);
  expect(found('[a:b] = 1')).toEqual(['1']);
  expect(found(`__proto__ = 'p'`)).toEqual(['1']);
  expect(found('constructor != undefined')).toEqual([]);
  expect(found('toString = undefined')).toEqual(['1', '2']);
});

const people = engineOf(
  {
    ann: { _type: 'user', email: ['a@x', 'b@x'], size: 2 },
    bob: { _type: 'user', email: 'c@x', size: 3 },
    eve: { _type: 'user' },
    p1: { _type: 'person', email: ['b@x'], size: 3 },
  },
  [
    ['ann', 'IS', 'p1'],
    ['bob', 'IS', 'p1'],
    ['eve', 'IS', 'p1'],
  ],
);

test.each([
  ['u.email = p.email', ['ann']],
  ['u.email != p.email', ['bob', 'eve']],
  ['u.none = p.none', []],
  ['u.none != p.none', ['ann', 'bob', 'eve']],
  ['u.size < p.size', ['ann']],
  ['u.size + 1 = p.size', ['ann']],
  ['(u.size - 1) * 2 > p.size', ['bob']],
  [`'c@x' = u.email OR u.size = 2`, ['ann', 'bob']],
  ['u.email = (p.email OR undefined)', ['ann', 'eve']],
  ['u._type = p._type', []],
])('two properties: %s keeps %j', (where, expected) => {
  expect(answersOf(people, `FIND user AS u THAT IS person AS p WHERE ${where}`)).toEqual(expected);
});

test('a query in parentheses is a list of values', () => {
  expect(answersOf(people, 'FIND user WITH email = (FIND person AS p RETURN p.email)')).toEqual(['ann']);
  expect(answersOf(people, 'FIND user AS u WHERE u.email != (FIND person AS p RETURN p.email) AND u.size = 3')).toEqual(
    ['bob'],
  );
  expect(() => people.query('FIND user WITH email ~= (FIND person AS p RETURN p.email)')).toThrow('needs = or !=');
  expect(() => people.query('FIND user WITH email = (FIND person)')).toThrow('exactly one column');
});

test('a hostile regular expression takes linear time', () => {
  expect(passing({ long: 'a'.repeat(50_000) }, 'p = /(a+)+$/')).toEqual(['long']);
  expect(passing({ long: `${'a'.repeat(50_000)}b` }, 'p = /^(a|aa)+$/')).toEqual([]);
});

test.each([
  ['p = /(?<=a)b/', 'no named groups, look-behind'],
  ['p = /(?P<n>a)/', 'no named groups'],
  ['p = /a(?=b)/', 'cannot be used'],
  ['p = /(/', 'cannot be used'],
  ['p ~= /a/', 'needs = or !='],
  ['p = bob', 'Write a string in quotes'],
  ['p = ${gone}', 'The variable "gone" has no value'],
  ['p = COUNT(q)', 'Functions are only allowed in RETURN'],
  ['p = date(2026-02-31)', '"2026-02-31" is not a date'],
  ['p < date.now - 1.5 months', 'whole numbers'],
])('%s is refused', (filter, message) => {
  expect(() => passing({}, filter)).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining(message),
      line: 1,
      column: expect.any(Number),
    }) as Error,
  );
});
