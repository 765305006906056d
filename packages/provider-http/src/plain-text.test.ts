import { plainText, shown } from './plain-text';

test.each([
  ['colours and movements of the cursor', 'a\u001b[31mred\u001b[0m\u001b[2K\u001b[1;1Hb', 'a red b'],
  ['a window title, with what it says', 'a\u001b]0;owned by me\u0007b', 'a b'],
  ['what would fill the clipboard', 'a\u001b]52;c;ZXZpbA==\u001b\\b', 'a b'],
  ['a link that shows another address', '\u001b]8;;http://evil.example\u001b\\safe\u001b]8;;\u001b\\', 'safe'],
  ['a command that does not end', 'a\u001b]0;rest of the line\nnext', 'a next'],
  ['device and application commands', 'a\u001bP1$r\u001b\\b\u001b_x\u001b\\c\u001b^y\u001b\\d', 'a b c d'],
  ['the same in one character each', 'a\u009b31mb\u009d0;title\u009cc', 'a b c'],
  ['a reset of the terminal', 'a\u001bcb\u001b(0c', 'a b c'],
  ['an escape at the end', 'a\u001b', 'a'],
  ['line breaks of every kind', 'a\r\nb\nc\u2028d\u2029e\u0085f\u000bg', 'a b c d e f g'],
  ['backspaces, bells and zeros', 'a\bb\u0007c\u0000d\u007fe', 'a b c d e'],
  ['what turns text round', 'user\u202egnp.exe\u2066x\u2069\u200f', 'usergnp.exex'],
  ['what is not seen', 'ad\u200bm\u00adi\u2060n\ufeff\u{e0041}\ufe0f\u3164', 'admin'],
  ['half a character', 'a\ud83db', 'ab'],
])('removes %s', (_name, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('does not change the words of any language', () => {
  const text = 'Zoë 東京 мир שלום नमस्ते 😀 [1;2] 50% -- "x" \\';
  expect(plainText(text)).toBe(text);
});

test('shortens a long text, and cuts no character in two', () => {
  expect(plainText('abcdef', 3)).toBe('abc…');
  expect(plainText('ab😀f', 3)).toBe('ab…');
  expect(plainText('abc', 3)).toBe('abc');
});

describe('a setting in an error', () => {
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
    [
      'a JSON web token',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    ],
    ['a password before a host', 'user:pw@host'],
    ['a key among words', 'Bearer u+Xy12Zt_ab3CdEfGhIj'],
    ['a long number', 12345678901234567n],
  ])('%s is shown by its length only', (_, value) => {
    const text = shown(value);
    expect(text).toMatch(/^a (text|number) of \d+ characters, which may be a secret and is not shown$/);
  });
});
