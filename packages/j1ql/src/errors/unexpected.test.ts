import { parse } from '../grammar/parse';
import { J1qlError } from './error';

function errorOf(text: string): J1qlError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof J1qlError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read`);
}

test('an error says what was met, where, and what may stand there', () => {
  const error = errorOf('FIND User\n  WHERE u.a = 1 LIMIT x');
  expect(error).toMatchObject({ code: 'PARSER_ERROR', line: 2, column: 23 });
  expect(error.message).toBe(
    'Error parsing query. Unexpected token "x" at line 2 column 23. Expected a parameter or a whole number.',
  );
});

test('the end of the query is no token', () => {
  expect(errorOf('FIND User WITH a = 1 AND').message).toContain('Unexpected end of the query at line 1 column 25.');
});

test.each([
  ['FIND User WHIT a = 1', 'WITH'],
  ['FIND User RETRUN User.a', 'RETURN'],
  ['FIND User THT HAS Device', 'THAT'],
  ['FIND User RETURN User.a ORDR BY User.a', 'ORDER'],
])('%s was meant with %s', (text, keyword) => {
  expect(errorOf(text).message).toContain(`Did you mean "${keyword}"?`);
});

test('a word far from every keyword is not taken for one', () => {
  expect(errorOf('FIND User WITH name = bob smith').message).not.toContain('Did you mean');
});

test.each([
  ['FIND User AS u WITH active = true', 'WITH', 'WITH stands before AS'],
  ['FIND User THAT >> HAS Device', '>>', 'The arrow stands behind the verb'],
  ['FIND User THAT HAS => Device', '=>', 'A direction is written >> or <<'],
  ['FIND User THAT HAS ! Device', '!', 'The ! stands before the verb'],
  ['FIND User WITH name = bob smith', 'smith', 'A string stands in quotes'],
  [`FIND User WITH a IN ('x')`, 'IN', 'There is no IN'],
  [`FIND User WITH NOT a = 'x'`, 'a', 'There is no NOT'],
  [`FIND User WITH a LIKE 'x'`, 'LIKE', 'There is no LIKE'],
  [`FIND User WITH a = ('x', 'y')`, ',', 'A list is written with OR or AND'],
  ['FIND User WITH a == 1', '=', 'one ='],
  ['FIND User WITH a <> 1', '>', 'Inequality is written !='],
  ['FIND User WITH a =< 1', '<', 'at most'],
  ['FIND User RETURN COUNT(*)', '*', 'COUNT(*) is not in the language'],
  ['FIND User RETURN User.a GROUP BY User.a', 'GROUP', 'There is no GROUP BY'],
  ['FIND User UNION FIND Host', 'UNION', 'one chain'],
  ['FIND User WITH name = “bob”', '“', 'not between typographic quotes'],
  ['FIND `User`', '`', 'Backticks'],
  ['FIND User WITH a = {{b}}', '{', '{{placeholder}} must be replaced'],
  [`FIND User WITH a = 'x`, `'`, 'The string that begins here does not end'],
  ['FIND User /* x', '/', 'The comment that begins here does not end'],
  ['FIND User // x', '/', 'a line of its own'],
  ['FIND User WITH a = /x/g', '/', 'The only flag'],
  ['FIND User WITH tag.cost:center = 1', ':', 'stands in brackets'],
  ['FIND aws-instance', '-', 'letters, digits and _'],
  ['FIND User RETURN COUNT(DISTINCT User.a)', 'User', 'There is no DISTINCT'],
  ['FIND User AS u LIMIT 5 RETURN u.a', 'RETURN', 'stand before ORDER BY, SKIP and LIMIT'],
  ['FIND User AS u ORDER BY u.a WHERE u.b = 1', 'WHERE', 'stand before ORDER BY, SKIP and LIMIT'],
  ['FIND User AS u RETURN u.a WHERE u.b = 1', 'WHERE', 'WHERE stands before RETURN'],
  ['FIND User AS u WHERE u.b = 1 THAT HAS Device', 'THAT', 'Each THAT stands before WHERE and RETURN'],
  ['FIND User WITH createdOn > 14 days', 'days', 'stands behind date.now'],
  ['FIND User WITH createdOn > 2 weeks', 'weeks', 'stands behind date.now'],
])('%s gets a hint', (text, met, hint) => {
  const error = errorOf(text);
  expect(error.message).toContain(`Unexpected token "${met}" at line 1 `);
  expect(error.hint?.toLowerCase()).toContain(hint.toLowerCase());
});

test.each([
  ['3,000 parentheses', `FIND A WITH ${'('.repeat(3_000)}a = 1${')'.repeat(3_000)}`],
  ['90,000 signs', `FIND A RETURN ${'-'.repeat(90_000)}1`],
  ['a million characters', `FIND A WITH a = '${'x'.repeat(1_000_000)}'`],
])('%s reach a limit', (_, text) => {
  expect(errorOf(text)).toMatchObject({ code: 'LIMIT_ERROR', message: expect.stringContaining('limit is') });
});

test('the parser needs no exponential time for parentheses that do not close', () => {
  expect(errorOf(`FIND A WITH ${'('.repeat(90)}a = 1`).code).toBe('PARSER_ERROR');
});
