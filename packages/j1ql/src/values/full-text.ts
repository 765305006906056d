/** Words also begin where the case changes: `PagerDuty`, `AWSHost`. */
function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const [before, here] = [text[at - 1], text[at]];
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  if (!/\p{Lu}/u.test(here)) return false;
  return !/\p{Lu}/u.test(before) || (at + 1 < text.length && /\p{Ll}/u.test(text[at + 1]));
}

function hasWord(text: string, word: string): boolean {
  const lower = text.toLowerCase();
  // The offsets differ if a letter becomes two letters in lower case.
  const sameLength = lower.length === text.length ? text : lower;
  for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) {
    if (beginsWord(sameLength, at)) return true;
  }
  return false;
}

/** Each word of the phrase must begin a word in one of the properties. Ignores case. */
export function fullTextTest(phrase: string): (properties: Readonly<Record<string, unknown>>) => boolean {
  const words = phrase
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const inValue = (value: unknown, word: string): boolean => {
    if (typeof value === 'string') return hasWord(value, word);
    if (typeof value === 'number' || typeof value === 'boolean') return hasWord(String(value), word);
    return Array.isArray(value) && value.some((element) => inValue(element, word));
  };
  return (properties) =>
    words.length > 0 && words.every((word) => Object.values(properties).some((value) => inValue(value, word)));
}
