/** True for words that differ by one letter, or by the order of their letters. */
export const isNear = (a: string, b: string): boolean => sorted(a) === sorted(b) || differByOneLetter(a, b);

const sorted = (word: string) => [...word].sort().join('');

function differByOneLetter(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}
