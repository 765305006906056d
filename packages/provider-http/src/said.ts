import { excerpt } from './redact';

/** Under which names providers put an error's id and its sentence, the id first. */
const ID = ['id', 'code'];
const SENTENCE = ['message', 'detail', 'details', 'error_description', 'title', 'error', 'errors'];
/** As deep as any provider wraps them. */
const DEPTH = 4;

/**
 * What a refusal says in words, of whatever kind its body is: the id and the sentences of JSON, the title of a page, or
 * the text. `undefined` where it says nothing.
 */
export function saidIn(body: string, secrets: readonly string[]): string | undefined {
  const said = excerpt(wordsIn(body), secrets);
  return said === '' ? undefined : said;
}

function wordsIn(body: string): string {
  try {
    const words = wordsOf(JSON.parse(body), DEPTH);
    return words.length > 0 ? [...new Set(words)].join(': ') : body;
  } catch {
    return /<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? body;
  }
}

function wordsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((one) => wordsOf(one, depth - 1));
  const fields = value as Record<string, unknown>;
  const id = ID.map((key) => fields[key]).filter((one) => typeof one === 'string' || typeof one === 'number');
  return [...id.slice(0, 1).map(String), ...SENTENCE.flatMap((key) => wordsOf(fields[key], depth - 1))];
}
