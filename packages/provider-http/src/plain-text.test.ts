import { plainText } from './plain-text';

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

test('leaves the words of all languages as they are', () => {
  const text = 'Zoë 東京 мир שלום नमस्ते 😀 [1;2] 50% -- "x" \\';
  expect(plainText(text)).toBe(text);
});

test('cuts what is too long, and no character in two', () => {
  expect(plainText('abcdef', 3)).toBe('abc…');
  expect(plainText('ab😀f', 3)).toBe('ab…');
  expect(plainText('abc', 3)).toBe('abc');
});
