import { RE2JS } from 're2js';
import { invalid } from '../errors/error';
import type { Regex } from '../syntax/tree';

/** Long expressions need much memory. */
const MAX_LENGTH = 1_000;

/** Runs in linear time, so it has no look-around and no back references. */
export function regexTest({ source, ignoreCase, at }: Regex): (value: unknown) => boolean {
  if (source.length > MAX_LENGTH) {
    throw invalid(`The regular expression has ${source.length} characters: the limit is ${MAX_LENGTH}.`, at.start);
  }
  if (/\(\?(P?<|'|[a-zA-Z-])/.test(source.replace(/\\[^]/g, ''))) {
    throw invalid('The language has no named groups, look-behind or inline flags.', at.start);
  }
  try {
    const compiled = RE2JS.compile(inRe2(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (value) => typeof value === 'string' && compiled.matcher(value).find();
  } catch (error) {
    throw invalid(`The regular expression cannot be used: ${(error as Error).message}.`, at.start);
  }
}

/** `\/` and `\u0041` are different in RE2. */
const inRe2 = (source: string): string =>
  source.replace(/\\(?:u([0-9a-fA-F]{4})|[^])/g, (written, code?: string) =>
    code !== undefined ? `\\x{${code}}` : written === '\\/' ? '/' : written,
  );
