import { excerpt, redact } from './redact';

const TOKEN = 'u+AbC_dEf-GhIjKlMnOp';
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** What of the token is in a text, in one piece and at least so long. */
const partsIn = (text: string, token = TOKEN, length = 8) =>
  Array.from({ length: token.length - length + 1 }, (_, i) => token.slice(i, i + length)).filter((part) =>
    text.toLowerCase().includes(part.toLowerCase()),
  );

describe('a secret is found', () => {
  test.each([
    ['as it is', `key ${TOKEN}`],
    ['in a URL', `key=${encodeURIComponent(TOKEN)}`],
    ['in a URL with small letters', `key=${TOKEN.replace('+', '%2b')}`],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(TOKEN))],
    ['in a URL that escapes every character', TOKEN.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['in HTML, by number', TOKEN.replace('+', '&#43;')],
    ['in HTML, by number in hexadecimal', TOKEN.replace('+', '&#x2B;').replace('-', '&#x0002d;')],
    ['in HTML, by name', TOKEN.replace('+', '&plus;').replace('_', '&lowbar;')],
    ['in JSON', TOKEN.replace('+', '\\u002b').replace('_', '\\u005F')],
    ['in JSON in JSON', TOKEN.replace('+', '\\\\u002b')],
    ['in source code', TOKEN.replace('+', '\\x2b')],
    ['in capitals', TOKEN.toUpperCase()],
    ['folded over lines', `${TOKEN.slice(0, 7)}\r\n\t${TOKEN.slice(7, 14)}\n  ${TOKEN.slice(14)}`],
    ['cut at its end', `you sent ${TOKEN.slice(0, 12)}…`],
    ['cut at its beginning', `…${TOKEN.slice(-8)}`],
    ['cut in two', `'${TOKEN.slice(0, 10)}' '${TOKEN.slice(10)}'`],
  ])('%s', (_name, text) => {
    const told = redact(`before ${text} behind`, [TOKEN]);
    expect(told).toMatch(/^before .*\[redacted\].* behind$/s);
    expect(partsIn(decodeURIComponent(told))).toEqual([]);
  });

  test.each([
    ['alone', base64(TOKEN)],
    ['behind a user', base64(`user:${TOKEN}`)],
    ['behind a longer one', base64(`users:${TOKEN}`)],
    ['between others', base64(`a:${TOKEN}:tail`)],
    ['in the alphabet of URLs', Buffer.from(`ab:${TOKEN}`).toString('base64url')],
    ['in lines', base64(`user:${TOKEN}`).replace(/.{6}/g, '$&\n')],
    ['cut', base64(`user:${TOKEN.slice(0, 14)}`)],
    ['in hexadecimal', Buffer.from(TOKEN).toString('hex')],
  ])('in base64, %s', (_name, text) => {
    const told = redact(text, [TOKEN]).replaceAll(/\n/g, '');
    expect(told).toContain('[redacted]');
    const left = told.split('[redacted]').map((part) => Buffer.from(part, 'base64').toString('latin1'));
    expect(partsIn(left.join('\n'), TOKEN, 4)).toEqual([]);
  });

  test('if it contains escapes or letters with accents, also between such letters', () => {
    expect(redact('ä %2bword ö', ['%2bword'])).toBe('ä [redacted] ö');
    expect(redact('sé sécrété-ß %C3%A9', ['sécrété-ß'])).toBe('sé [redacted] %C3%A9');
  });

  test('if it contains its own beginning again', () => {
    expect(redact('abababababababX', ['abababababX'])).toBe('[redacted]');
  });

  test('if it is short, but only as a whole', () => {
    expect(redact('pin 1234 of 12345 and 123', ['1234'])).toBe('pin [redacted] of [redacted]5 and 123');
  });
});

test('fewer than 8 characters of a secret stay', () => {
  const text = `${TOKEN.slice(0, 7)} ${TOKEN.slice(-7)} &amp; %20 \\u0041 "\\/"`;
  expect(redact(text, [TOKEN])).toBe(text);
});

test.each([
  ['spaces', ' '.repeat(500_000)],
  ['beginnings of the secret', TOKEN.slice(0, 7).repeat(70_000)],
  ['escapes', '%25'.repeat(160_000)],
  ['names of parameters', `?${'token'.repeat(100_000)}`],
  ['secrets', TOKEN.repeat(25_000)],
])('half a megabyte of %s takes no longer than other text', (_name, text) => {
  // Were it the square of the length, this would take hours.
  expect(redact(text, [TOKEN])).not.toContain(TOKEN);
});

describe('an excerpt', () => {
  test('is shortened after its secrets are removed', () => {
    for (const before of [8150, 65_500]) {
      expect(partsIn(excerpt(`${' '.repeat(before)}${TOKEN} tail`, [TOKEN]))).toEqual([]);
    }
    expect(partsIn(excerpt(`${'x'.repeat(290)}${TOKEN} tail`, [TOKEN]))).toEqual([]);
  });

  test('contains no secret that invisible characters divide', () => {
    expect(excerpt(`key ${[...TOKEN].join('\u200b')}`, [TOKEN])).toBe('key [redacted]');
    expect(excerpt(`key ${[...TOKEN].join('\u001b]0;x\u0007')}`, [TOKEN])).not.toContain(TOKEN);
  });
});
