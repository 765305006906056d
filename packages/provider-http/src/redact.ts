import { plainText } from './plain-text';

const REDACTED = '[redacted]';

/** A beginning or an end of a secret with this length is removed too. */
const SHORTEST_PART = 8;

const CREDENTIALS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|Token token=)\s*["']?[^\s"',;]+/gi, `$1 ${REDACTED}`],
  [/(:\/\/)[^/\s"'@]+@/g, `$1${REDACTED}@`],
];
const PARAMETER = /([?&])([\w.-]+)=([^&#\s"']+)/g;
const SECRET_NAME = /token|secret|password|signature|api[_-]?key/i;

/** Removes secrets in any spelling (case, escapes, base64, hexadecimal), and everything that looks like credentials. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = withoutSecrets(text, secrets);
  for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
  return clean.replace(PARAMETER, (whole, sign: string, name: string) =>
    SECRET_NAME.test(name) ? `${sign}${name}=${REDACTED}` : whole,
  );
}

export function endpointOf(url: URL, secrets: readonly string[]): string {
  return redact(`${url.protocol}//${url.host}${url.pathname}${url.search}`, secrets);
}

const EXCERPT_LENGTH = 300;
const LOOKED_AT = 64 * 1024;

export function excerpt(words: string, secrets: readonly string[], longest = EXCERPT_LENGTH): string {
  const plain = plainText(redact(words.slice(0, LOOKED_AT), secrets));
  // Again, because invisible characters may have divided a secret.
  return plainText(redact(plain, secrets), longest);
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const { bytes, from, to } = folded(text);
  const covered = new Uint8Array(bytes.length);
  for (const needle of new Set(secrets.filter(Boolean).flatMap(needlesOf))) cover(covered, bytes, needle);
  const original = Buffer.from(text, 'utf8');
  const pieces: string[] = [];
  let clear = 0;
  for (let begin = covered.indexOf(1), end = 0; begin >= 0; begin = covered.indexOf(1, end)) {
    end = covered.indexOf(0, begin);
    if (end < 0) end = covered.length;
    pieces.push(original.toString('utf8', clear, Math.max(clear, from[begin])), REDACTED);
    clear = to[end - 1];
  }
  return clear === 0 ? text : pieces.join('') + original.toString('utf8', clear);
}

/** Marks the beginnings and ends of the needle in the text, each with all that matches before and after it. */
function cover(covered: Uint8Array, text: string, needle: string): void {
  const part = Math.min(SHORTEST_PART, needle.length);
  for (const start of [0, needle.length - part]) {
    const piece = needle.slice(start, start + part);
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
      const whole = at - start;
      let [from, to] = [at, at + part];
      while (from > whole && text[from - 1] === needle[from - 1 - whole]) from -= 1;
      while (to < whole + needle.length && text[to] === needle[to - whole]) to += 1;
      covered.fill(1, from, to);
    }
  }
}

/** The secret itself, in hexadecimal, and in base64 at each of the three positions. */
function needlesOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last character also depend on the text around the secret.
    const around = (before + bytes.length) % 3 === 0 ? 0 : 1;
    return text.slice(Math.ceil((before * 8) / 6), text.length - around);
  });
  const others = [bytes.toString('hex'), ...inBase64].filter((needle) => needle.length >= SHORTEST_PART);
  return [folded(secret).bytes, ...others.map(oneOfBoth)];
}

/** A text without escapes, and where each of its bytes is in the original (in bytes). */
interface Folded {
  bytes: string;
  from: readonly number[];
  to: readonly number[];
}

const ROUNDS = 4;

/** Lower case, and one of the two alphabets of base64. */
const oneOfBoth = (bytes: string): string => bytes.toLowerCase().replaceAll('-', '+').replaceAll('_', '/');

const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function folded(text: string): Folded {
  const bytes = inBytes(text);
  const from = Array.from(bytes, (_, i) => i);
  let spelt: Folded = { bytes, from, to: from.map((i) => i + 1) };
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = unescaped(spelt);
    if (next.bytes === spelt.bytes) break;
    spelt = next;
  }
  return { ...spelt, bytes: oneOfBoth(spelt.bytes) };
}

/** Escapes of URLs, HTML, JSON and source code. A long value can continue on the next line. */
const ESCAPED =
  /%([\da-f]{2})|\\x([\da-f]{2})|&#x([\da-f]{1,8});?|[\\%]u([\da-f]{4})|&#(\d{1,8});?|&([a-z]{2,6});|\\(["'\\/])|[\r\n]\s*/gi;

function unescaped({ bytes, from, to }: Folded): Folded {
  const next = { bytes: '', from: [] as number[], to: [] as number[] };
  let read = 0;
  const add = (byte: string, first: number, last: number) => {
    next.bytes += byte;
    next.from.push(from[first]);
    next.to.push(to[last]);
  };
  const copy = (until: number) => {
    for (; read < until; read += 1) add(bytes[read], read, read);
  };
  for (const match of bytes.matchAll(ESCAPED)) {
    const end = match.index + match[0].length;
    copy(match.index);
    for (const byte of meant(match)) add(byte, match.index, end - 1);
    read = end;
  }
  copy(bytes.length);
  return next;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', sol: '/', equals: '=' },
  ...{ lowbar: '_', colon: ':', period: '.', percnt: '%', commat: '@', num: '#', dollar: '$' },
};

function meant([escape, percent, slashX, htmlHex, unicode, decimal, entity, plain]: RegExpExecArray): string {
  const byte = percent ?? slashX;
  if (byte) return String.fromCharCode(parseInt(byte, 16));
  const hex = htmlHex ?? unicode;
  if (hex || decimal) {
    const code = hex ? parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? escape : inBytes(String.fromCodePoint(code));
  }
  if (entity) return ENTITIES[entity.toLowerCase()] ?? escape;
  return plain ?? '';
}
