import { endOfString, rewriteJson } from './json-text';

/** Many JSON parsers fail at a few hundred levels. */
export const DEEPEST = 200;

export function isDeep(text: string): boolean {
  if (!hasMoreBrackets(text, DEEPEST)) return false;
  const marks = /["{}[\]]/g;
  let depth = 0;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    if (found[0] === '"') marks.lastIndex = endOfString(text, found.index);
    else if (found[0] === '{' || found[0] === '[') depth += 1;
    else depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** A cheap first check, which also counts brackets in strings. */
function hasMoreBrackets(text: string, brackets: number): boolean {
  let left = brackets;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (left-- === 0) return true;
  return false;
}

export function cutAtDepth(text: string, levels: number): string {
  return rewriteJson<true>(text, true, {
    enter: ({ depth }) => (depth < levels ? true : undefined),
    scalar: () => undefined,
    key: () => undefined,
    instead: () => 'null',
  });
}
