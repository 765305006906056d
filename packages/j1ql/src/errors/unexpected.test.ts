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

test('an error names the unexpected token, its position and the expected tokens', () => {
  const error = errorOf('FIND User\n  WHERE u.a = 1 LIMIT x');
  expect(error).toMatchObject({ code: 'PARSER_ERROR', line: 2, column: 23 });
  expect(error.message).toBe(
    'Error parsing query. Unexpected token "x" at line 2 column 23. Expected a variable or a whole number.',
  );
});

test('an error says that the query ends too early', () => {
  expect(errorOf('FIND User WITH a = 1 AND').message).toContain('Unexpected end of the query at line 1 column 25.');
});

test.each([
  ['FIND User WHIT a = 1', 'WITH'],
  ['FIND User RETRUN User.a', 'RETURN'],
  ['FIND User THT HAS Device', 'THAT'],
  ['FIND User RETURN User.a ORDR BY User.a', 'ORDER'],
])('%s suggests %s', (text, keyword) => {
  expect(errorOf(text).message).toContain(`Did you mean "${keyword}"?`);
});

test('a word that is far from every keyword gets no suggestion', () => {
  expect(errorOf('FIND User WITH name = bob smith').message).not.toContain('Did you mean');
});

test.each([
  ['FIND User AS u WITH active = true', 'WITH', 'WITH before AS'],
  ['FIND User THAT >> HAS Device', '>>', 'the arrow after the verb'],
  ['FIND User THAT HAS => Device', '=>', 'a direction as >> or <<'],
  ['FIND User THAT HAS ! Device', '!', '! before the verb'],
  ['FIND User WITH name = bob smith', 'smith', 'a string in quotes'],
  [`FIND User WITH a IN ('x')`, 'IN', 'There is no IN'],
  [`FIND User WITH NOT a = 'x'`, 'a', 'There is no NOT'],
  [`FIND User WITH a LIKE 'x'`, 'LIKE', 'There is no LIKE'],
  [`FIND User WITH a = ('x', 'y')`, ',', 'a list with OR or AND'],
  ['FIND User WITH a == 1', '=', 'one ='],
  ['FIND User WITH a <> 1', '>', 'inequality as !='],
  ['FIND User WITH a =< 1', '<', 'at most'],
  ['FIND User RETURN COUNT(*)', '*', 'has no COUNT(*)'],
  ['FIND User RETURN User.a GROUP BY User.a', 'GROUP', 'There is no GROUP BY'],
  ['FIND User UNION FIND Host', 'UNION', 'one chain'],
  ['FIND User WITH name = “bob”', '“', 'not in typographic ones'],
  ['FIND `User`', '`', 'Backticks'],
  ['FIND User WITH a = {{b}}', '{', 'Replace the {{placeholder}}'],
  [`FIND User WITH a = 'x`, `'`, 'This string has no end'],
  ['FIND User /* x', '/', 'This comment has no end'],
  ['FIND User // x', '/', 'needs its own line'],
  ['FIND User WITH a = /x/g', '/', 'can only have the flag i'],
  ['FIND User WITH tag.cost:center = 1', ':', 'in brackets'],
  ['FIND aws-instance', '-', 'letters, digits and _'],
  ['FIND User RETURN COUNT(DISTINCT User.a)', 'User', 'There is no DISTINCT'],
  ['FIND User AS u LIMIT 5 RETURN u.a', 'RETURN', 'WHERE and RETURN before ORDER BY, SKIP and LIMIT'],
  ['FIND User AS u ORDER BY u.a WHERE u.b = 1', 'WHERE', 'WHERE and RETURN before ORDER BY, SKIP and LIMIT'],
  ['FIND User AS u RETURN u.a WHERE u.b = 1', 'WHERE', 'WHERE before RETURN'],
  ['FIND User AS u WHERE u.b = 1 THAT HAS Device', 'THAT', 'each THAT before WHERE and RETURN'],
  ['FIND User WITH createdOn > 14 days', 'days', 'after date.now'],
  ['FIND User WITH createdOn > 2 weeks', 'weeks', 'after date.now'],
])('%s gets a hint', (text, met, hint) => {
  const error = errorOf(text);
  expect(error.message).toContain(`Unexpected token "${met}" at line 1 `);
  expect(error.hint?.toLowerCase()).toContain(hint.toLowerCase());
});

test.each([
  ['3,000 parentheses', `FIND A WITH ${'('.repeat(3_000)}a = 1${')'.repeat(3_000)}`],
  ['90,000 signs', `FIND A RETURN ${'-'.repeat(90_000)}1`],
  ['a million characters', `FIND A WITH a = '${'x'.repeat(1_000_000)}'`],
])('a query with %s reaches a limit', (_, text) => {
  expect(errorOf(text)).toMatchObject({ code: 'LIMIT_ERROR', message: expect.stringContaining('limit is') });
});

test('open parentheses do not take exponential time', () => {
  expect(errorOf(`FIND A WITH ${'('.repeat(90)}a = 1`).code).toBe('PARSER_ERROR');
});
