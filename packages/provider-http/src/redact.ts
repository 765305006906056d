import { plainText } from './plain-text';
import { folded, needlesOf, placesOf, SHORTEST_PART } from './spellings';

const REDACTED = '[redacted]';

/** What reads like a credential wherever it stands, next to the secrets that the caller names. */
const CREDENTIALS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|Token token=)\s*["']?[^\s"',;]+/gi, `$1 ${REDACTED}`],
  [/(:\/\/)[^/\s"'@]+@/g, `$1${REDACTED}@`],
];

/** A parameter of a URL, and what the name of a secret one has in it. */
const PARAMETER = /([?&])([\w.-]+)=([^&#\s"']+)/g;
const SECRET_NAME = /token|secret|password|signature|api[_-]?key/i;

/**
 * Replaces the named secrets, and whatever reads like a credential, in a text that may reach a log. A secret is found in
 * any case, escaped as URLs, HTML and JSON do, in base64 and hexadecimal, also within more; and so is each beginning and
 * each end of it that has 8 characters or more. The time that it takes grows as the text does, whatever the text is.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = withoutSecrets(text, secrets);
  for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
  return clean.replace(PARAMETER, (whole, sign: string, name: string) =>
    SECRET_NAME.test(name) ? `${sign}${name}=${REDACTED}` : whole,
  );
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const spelt = folded(text);
  const found = [...new Set(secrets)]
    .filter(Boolean)
    .flatMap(needlesOf)
    .filter((needle) => stands(needle, spelt));
  if (found.length === 0) return text;
  const covers = new Int32Array(spelt.length + 1);
  for (const needle of found) {
    cover(covers, spelt, needle, 1);
    cover(covers, spelt, needle, -1);
  }
  return replaceCovered(text, covers);
}

const shortest = (needle: string): number => Math.min(SHORTEST_PART, needle.length);

const stands = (needle: string, text: string): boolean =>
  needle !== '' && (text.includes(needle.slice(0, shortest(needle))) || text.includes(needle.slice(-shortest(needle))));

/**
 * Marks every beginning of the needle that is long enough; every end, where both are read backwards. In `covers` each
 * part adds 1 where it begins and takes it off behind its end.
 */
function cover(covers: Int32Array, text: string, needle: string, direction: 1 | -1): void {
  const { length } = text;
  const inNeedle = (i: number) => needle.charCodeAt(direction > 0 ? i : needle.length - 1 - i);
  const inText = (i: number) => text.charCodeAt(direction > 0 ? i : length - 1 - i);
  // Knuth, Morris and Pratt: how much of the needle's beginning is at the end of what was read, at each place.
  const shorter = [0];
  const longest = (matched: number, next: number): number => {
    let now = matched;
    while (now > 0 && (now === needle.length || inNeedle(now) !== next)) now = shorter[now - 1];
    return inNeedle(now) === next ? now + 1 : 0;
  };
  for (let i = 1; i < needle.length; i += 1) shorter.push(longest(shorter[i - 1], inNeedle(i)));
  let matched = 0;
  for (let i = 0; i < length; i += 1) {
    matched = longest(matched, inText(i));
    if (matched < shortest(needle)) continue;
    const [from, to] = direction > 0 ? [i + 1 - matched, i + 1] : [length - 1 - i, length - 1 - i + matched];
    covers[from] += 1;
    covers[to] -= 1;
  }
}

function replaceCovered(text: string, covers: Int32Array): string {
  const { begins, ends } = placesOf(text);
  const bytes = Buffer.from(text, 'utf8');
  const pieces: string[] = [];
  let depth = 0;
  let clear = 0;
  for (let i = 0; i < begins.length; i += 1) {
    const before = depth;
    depth += covers[i];
    if (before === 0 && depth > 0) pieces.push(bytes.toString('utf8', clear, Math.max(clear, begins[i])), REDACTED);
    if (depth > 0) clear = ends[i];
  }
  return pieces.join('') + bytes.toString('utf8', clear);
}

const EXCERPT_LENGTH = 300;
/** What is looked at for an excerpt: enough for it, and little enough to search. */
const LOOKED_AT = 64 * 1024;

/**
 * The beginning of a provider's words on one line, safe to show and without secrets: enough to recognise them.
 *
 * @param longest how many characters are kept.
 */
export function excerpt(words: string, secrets: readonly string[], longest = EXCERPT_LENGTH): string {
  // Once more after what is not seen has gone: a secret may have been hidden in it.
  const plain = plainText(redact(words.slice(0, LOOKED_AT), secrets));
  return plainText(redact(plain, secrets), longest);
}
