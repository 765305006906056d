import { RE2JS } from 're2js';
import { invalid } from '../errors/error';
import type { Regex } from '../syntax/tree';

/** The memory of a compiled expression grows with its length and repetitions. */
const LONGEST = 1_000;

/**
 * Tests in linear time. The syntax is what JavaScript and PostgreSQL share, without look-around, back references and named
 * groups.
 */
export function regexTest({ source, ignoreCase, at }: Regex): (value: unknown) => boolean {
  if (source.length > LONGEST) {
    throw invalid(`The regular expression has ${source.length} characters: the limit is ${LONGEST}.`, at.start);
  }
  if (/\(\?(P?<|'|[a-zA-Z-])/.test(source.replace(/\\[^]/g, ''))) {
    throw invalid(
      'Named groups, look-behind and flags inside of a regular expression are not in the language.',
      at.start,
    );
  }
  try {
    const compiled = RE2JS.compile(inRe2(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (value) => typeof value === 'string' && compiled.matcher(value).find();
  } catch (error) {
    throw invalid(`The regular expression cannot be used: ${(error as Error).message}.`, at.start);
  }
}

/** What JavaScript and PostgreSQL write in another way than RE2: `\/` and `\u0041`. */
const inRe2 = (source: string): string =>
  source.replace(/\\(?:u([0-9a-fA-F]{4})|[^])/g, (written, code?: string) =>
    code !== undefined ? `\\x{${code}}` : written === '\\/' ? '/' : written,
  );
