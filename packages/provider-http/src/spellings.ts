/**
 * How else a byte can be written: in a URL, in HTML, in JSON and in a string of source code. A line break and what
 * indents the next line stand for nothing: long values are folded.
 */
const ESCAPED =
  /%([\da-f]{2})|\\x([\da-f]{2})|&#x([\da-f]{1,8});?|[\\%]u([\da-f]{4})|&#(\d{1,8});?|&([a-z]{2,6});|\\(["'\\/])|[\r\n]\s*/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', sol: '/', equals: '=' },
  ...{ lowbar: '_', colon: ':', period: '.', percnt: '%', commat: '@', num: '#', dollar: '$' },
};

/** As what is escaped can itself be escaped. */
const ROUNDS = 4;

const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const isCodePoint = (code: number): boolean => code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);

/** The bytes that an escape stands for. */
function meant(escape: string, ...groups: (string | undefined)[]): string {
  const [percent, slashX, htmlHex, unicode, decimal, entity, plain] = groups;
  const byte = percent ?? slashX;
  if (byte !== undefined) return String.fromCharCode(parseInt(byte, 16));
  const hex = htmlHex ?? unicode;
  if (hex !== undefined || decimal !== undefined) {
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return isCodePoint(code) ? inBytes(String.fromCodePoint(code)) : escape;
  }
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? escape;
  return plain ?? '';
}

/** Of one letter in both cases, and of both alphabets of base64, one stands for both. */
const oneOfBoth = (bytes: string): string => bytes.toLowerCase().replaceAll('-', '+').replaceAll('_', '/');

/** A text in the one spelling that all its spellings have in common: a character for each byte. */
export function folded(text: string): string {
  let bytes = inBytes(text);
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = bytes;
    bytes = bytes.replace(ESCAPED, meant);
    if (bytes === before) break;
  }
  return oneOfBoth(bytes);
}

/** Where in a text (in bytes of UTF-8) each character of its folded spelling begins and ends. */
export function placesOf(text: string): { begins: Uint32Array; ends: Uint32Array } {
  let bytes = inBytes(text);
  let begins = Uint32Array.from(bytes, (_, i) => i);
  let ends = begins.map((i) => i + 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const spans: [from: number, to: number, length: number][] = [];
    const next = bytes.replace(ESCAPED, (escape: string, ...rest: (string | undefined)[]) => {
      const is = meant(escape, ...rest);
      const at = Number(rest.at(-2));
      spans.push([at, at + escape.length, is.length]);
      return is;
    });
    if (next === bytes) break;
    [begins, ends] = moved(begins, ends, spans, next.length);
    bytes = next;
  }
  return { begins, ends };
}

/** The places after spans of characters have become others. */
function moved(begins: Uint32Array, ends: Uint32Array, spans: [number, number, number][], length: number) {
  const newBegins = new Uint32Array(length);
  const newEnds = new Uint32Array(length);
  let read = 0;
  let written = 0;
  const keep = (until: number) => {
    newBegins.set(begins.subarray(read, until), written);
    newEnds.set(ends.subarray(read, until), written);
    written += until - read;
  };
  for (const [from, to, now] of spans) {
    keep(from);
    newBegins.fill(begins[from], written, written + now);
    newEnds.fill(ends[to - 1], written, written + now);
    written += now;
    read = to;
  }
  keep(begins.length);
  return [newBegins, newEnds] as const;
}

/** A secret, folded, as it may stand in a text: as it is, in hexadecimal, and in base64 behind anything. */
export function needlesOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // What the first and the last character say depends on what is around the secret.
    const around = (before + bytes.length) % 3 === 0 ? 0 : 1;
    return text.slice(Math.ceil((before * 8) / 6), text.length - around);
  });
  const others = [bytes.toString('hex'), ...inBase64].filter((needle) => needle.length >= SHORTEST_PART);
  return [folded(secret), ...others.map(oneOfBoth)];
}

/** How long a part of a secret is that must not be told. */
export const SHORTEST_PART = 8;
