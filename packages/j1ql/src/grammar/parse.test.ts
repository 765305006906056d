import { readFileSync } from 'node:fs';
import { generate } from 'peggy';
import { parse } from './parse';
import type { Query, Traversal } from '../syntax/tree';

/** The tree without positions. */
const tree = (text: string) =>
  JSON.parse(JSON.stringify(parse(text), (key, value: unknown) => (key === 'at' ? undefined : value))) as Query;

const filterOf = (filter: string) => tree(`FIND User WITH ${filter}`).start.filter;
const columnOf = (column: string) => {
  const { returns } = tree(`FIND User AS u RETURN ${column}`);
  return returns.kind === 'table' ? returns.columns[0] : returns;
};
const property = (...names: string[]) => ({ kind: 'property', names: names.map((name) => ({ name })) });
const literal = (value?: unknown) => ({ kind: 'literal', value });

// Constructs that real queries use.
test.each([
  ['a type', 'FIND heroku_team'],
  ['a class', 'FIND User'],
  ['a list of classes and types', 'FIND (Host | aws_instance|Device)'],
  ['anything', 'FIND *'],
  ['full text', 'FIND "abc def"'],
  ['full text without FIND', `'abc' WITH _class = 'Host' THAT HAS Finding`],
  ['a smart class', 'FIND #Sev1'],
  ['a smart class in front of a class', 'FIND #Sev1 #Prod DataStore THAT HAS #Sev1'],
  ['FIND UNIQUE', 'FIND UNIQUE User THAT HAS Device RETURN User.name'],
  [
    'keywords in any case',
    'find unique User with active = TRUE as u That is Person where u.a != Undefined Return u.a limit 5',
  ],
  ['WITH and WHERE', `FIND User WITH active = true AS u THAT IS Person AS p WHERE u.email = p.email`],
  ['AND, OR and parentheses', `FIND User WITH (a = 1 OR (b = 2 AND c = 3)) AND d != 'x'`],
  [
    'all comparisons',
    `FIND A WITH a = 1 AND b != 1 AND c ~= 'x' AND d ^= 'x' AND e $= 'x' AND f !~= 'x' AND g !^= 'x' AND h !$= 'x' AND i < 1 AND j <= 1 AND k > 1 AND l >= 1`,
  ],
  ['value lists', `FIND A WITH a = ('x' OR 'y') AND b != ('x' AND 'y') AND c ^= ('x' OR ('y' AND 'z'))`],
  [
    'undefined, true, false and numbers',
    'FIND A WITH a = undefined AND b = true AND c = false AND d = -0.02 AND e = null',
  ],
  [
    'dates',
    'FIND A WITH a < date.now - 30 days AND b > date.now-24hr AND c > date.now +30days AND d = date(2019-10-30T10:00Z) AND date.now - 7 days > e',
  ],
  [
    'tags and brackets',
    `FIND A WITH tag.AccountName = 'x' AND [tag.cost-center] = 'y' AND [@tag.Owner] = 'z' AS a RETURN a.[tag.a:b], a.tag.Production`,
  ],
  ['metadata', `FIND A WITH _type = 'x' AND _createdOn > date.now - 1 day RETURN A._class`],
  ['a regular expression', `FIND A WITH name = /^prod-[a/]+\\/x$/i`],
  ['a variable', 'FIND A WITH a = ${ name } AND b = (${list} OR 1)'],
  ['a placeholder in a string', `FIND A WITH email = '{{user email}}'`],
  ['comments', `FIND A /* that */ WITH a = 1 /* one */ OR b = 2\n// a line of its own\nRETURN A.a`],
  ['several traversals', 'FIND A THAT HAS B THAT USES C THAT IS D'],
  ['a list of verbs', 'FIND A THAT (HAS|USES) B'],
  ['RELATES TO', 'FIND A THAT RELATES TO B'],
  ['a TO without meaning', 'FIND A THAT CONNECTS TO B THAT publishes to >> C'],
  ['optional traversals', 'FIND A (THAT HAS B AS b)? (THAT USES C (THAT HAS D)?)? AS either THAT HAS E'],
  ['a negated verb', 'FIND A THAT !HAS B'],
  ['negated verbs', 'FIND A THAT !(HAS|USES) B'],
  ['directions and an alias on an edge', 'FIND A THAT HAS >> B THAT HAS << AS r C THAT HAS AS s >> D'],
  ['columns with aliases', `FIND A AS a RETURN a.x AS x, a.y AS "the y", a.z AS 'the z', COUNT(a) AS count`],
  ['everything of an alias', 'FIND A AS a THAT HAS AS r B RETURN a.*, r.*, B'],
  ['aggregates', 'FIND A RETURN COUNT (A), sum(A.x) * 0.02, avg(A.x - A.y), MIN(A.x), max(A.x)'],
  ['functions', `FIND A RETURN CONCAT(COALESCE(A.x, 0) / 1000, 'mb'), MERGE(A.a, A.b), UNWIND(A._class), ROUND(A.x)`],
  ['arithmetic', 'FIND A RETURN (A.closedOn - A.openedOn) / (3600000 * 24) + -2 ^ 2'],
  ['RETURN TREE', 'FIND A THAT HAS B RETURN TREE LIMIT 5'],
  ['ORDER BY, SKIP and LIMIT in any order', 'FIND A RETURN A.x AS x LIMIT 5 ORDER BY x DESC, A.y ASC, COUNT(A) SKIP 2'],
  ['a second SKIP and LIMIT', 'FIND A LIMIT 10 SKIP 0 LIMIT 250'],
  ['a subquery', `FIND A AS a WHERE a.id = (FIND B WITH x = 1 RETURN B.id) AND a.x = 1`],
  ['two properties compared', 'FIND A AS a THAT HAS B AS b WHERE a.x != b.y AND a.x + 1 > (b.y - 1) * 2'],
  ['a semicolon at the end', 'FIND A;'],
  ['other kinds of blanks', 'FIND\u00a0A\u200b WITH\u2003a = 1\u3000AND b = 2'],
  [
    'no blanks where none are needed',
    `find(A|B)with(a='x'or b=(1 or 2))and c!='y'as d(that(has|uses)E)?that!(is|has)*return d.a,count(d)as"n"order by"n"desc`,
  ],
  ['one class or type in parentheses', 'FIND (A) WITH a = 1 (THAT RELATES TO (B|C) WITH b ~= 1)? THAT USES << (D)'],
  ['an alias with the name of its class', 'FIND cve AS cve THAT OPENED PR AS PR RETURN cve.a, PR.b'],
  ['keywords as aliases of columns', 'FIND A RETURN A.a AS from, A.b AS limit, A.c AS where, A.d AS order'],
  ['keywords as properties', `FIND A WITH from = 'x' AND limit > 5 AND count = 2 AND order = 1 AND A.where = 1`],
])('%s is parsed', (_, text) => {
  expect(parse(text).kind).toBe('query');
});

test('the parser returns a tree', () => {
  const text = `FIND UNIQUE User WITH active = true AS u THAT !(HAS|USES) TO << AS r * ORDER BY u.name DESC LIMIT 3 SKIP 1`;
  expect(tree(text)).toEqual({
    kind: 'query',
    unique: true,
    start: {
      selector: { kind: 'names', names: [{ name: 'User' }], smartClasses: [] },
      filter: { kind: 'comparison', left: property('active'), operator: '=', right: literal(true) },
      alias: { name: 'u' },
    },
    steps: [
      {
        kind: 'traversal',
        negated: true,
        verb: { names: [{ name: 'HAS' }, { name: 'USES' }], to: true },
        direction: '<<',
        alias: { name: 'r' },
        target: { selector: { kind: 'any', smartClasses: [] } },
      },
    ],
    returns: { kind: 'list' },
    orderBy: [{ expression: property('u', 'name'), text: 'u.name ', descending: true }],
    skip: { value: 1 },
    limit: { value: 3 },
  });
});

test('AND binds before OR, in conditions and in lists', () => {
  expect(filterOf('a = 1 OR b = 2 AND c = 3')).toMatchObject({ kind: 'or', parts: [{}, { kind: 'and' }] });
  expect(filterOf(`a = ('x' OR 'y' AND 'z')`)).toMatchObject({
    right: { kind: 'anyOf', values: [literal('x'), { kind: 'allOf', values: [literal('y'), literal('z')] }] },
  });
});

test('powers bind first and from the right, and a sign binds before a power', () => {
  expect(columnOf('1 + 2 * 3 ^ 4 ^ 5')).toMatchObject({
    expression: { operator: '+', right: { operator: '*', right: { operator: '^', right: { operator: '^' } } } },
  });
  expect(columnOf('-2 ^ 2')).toMatchObject({ expression: { operator: '^', left: { kind: 'negative' } } });
});

test('a parenthesis after a property may open an optional traversal', () => {
  const query = tree('FIND DataStore WITH 3 < size (THAT HAS Disk)?');
  expect(query.start.filter).toMatchObject({ left: literal(3), operator: '<', right: property('size') });
  expect(query.steps).toMatchObject([{ kind: 'optional' }]);
});

test.each([
  [String.raw`'it\'s'`, `it's`],
  [String.raw`"say \"x\""`, 'say "x"'],
  [String.raw`'a\\b\n\t'`, 'a\\b\n\t'],
  [String.raw`'C:\dir\w+'`, String.raw`C:\dir\w+`],
  [`'a "b" c'`, 'a "b" c'],
])('the string %s means %j', (written, meant) => {
  expect(filterOf(`a = ${written}`)).toMatchObject({ right: literal(meant) });
});

test('a dot separates names, but not inside brackets', () => {
  expect(filterOf('[tag.a:b] = 1')).toMatchObject({ left: { names: [{ name: 'tag.a:b', bracketed: true }] } });
  expect(columnOf('u.[tag.cost-center]')).toMatchObject({
    expression: { names: [{ name: 'u' }, { name: 'tag.cost-center' }] },
  });
});

test('lines and columns start at 1', () => {
  const step = parse('FIND User\n  THAT HAS Device').steps[0] as Traversal;
  expect(step.at.start).toEqual({ offset: 12, line: 2, column: 3 });
  expect(step.target.at.start).toEqual({ offset: 21, line: 2, column: 12 });
});

test('the committed parser is generated from the grammar', () => {
  const grammar = readFileSync(`${__dirname}/j1ql.peggy`, 'utf8');
  const made = generate(grammar, { output: 'source', format: 'es', cache: true });
  expect(readFileSync(`${__dirname}/generated.ts`, 'utf8').trim()).toBe(made.trim());
});
