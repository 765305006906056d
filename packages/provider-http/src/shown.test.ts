import { shown } from './shown';

test.each([
  ['productoin', '"productoin"'],
  ['', '""'],
  ['sentry.example.com', '"sentry.example.com"'],
  ['http://127.0.0.1:8787/graphql', '"http://127.0.0.1:8787/graphql"'],
  [30, '30'],
  [null, 'null'],
  [undefined, 'not set'],
  [['HRKU-canary'], 'a list'],
  [{ key: 'HRKU-canary' }, 'an object'],
  ['a\u001b[2Jb', '"a b"'],
])('%j is shown as %s', (value, text) => expect(shown(value)).toBe(text));

test.each([
  ['a Heroku key', 'HRKU-0b6d1c52-8d9a-4c7e-9a55-0d1f6f5b7a11'],
  ['an older one', '0b6d1c52-8d9a-4c7e-9a55-0d1f6f5b7a11'],
  ['a PagerDuty key', 'u+Xy12Zt_ab3CdEfGhIj'],
  ['a Sentry token', 'sntryu_8f1b3c5d7e9a0b2c4d6e8f0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
  ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
  ['a password before a host', 'user:pw@host'],
  ['a key among words', 'Bearer u+Xy12Zt_ab3CdEfGhIj'],
  ['a long number', 12345678901234567n],
])('of %s only the length is said', (_, value) => {
  const text = shown(value);
  expect(text).toMatch(/^a (text|number) of \d+ characters, which may be a secret and is not shown$/);
});
