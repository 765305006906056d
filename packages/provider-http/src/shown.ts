import { plainText } from './plain-text';

/** No provider's key is as short. */
const LONGEST_WORD = 15;
const LONGEST = 60;

/** Words, numbers, host names: between their separators there is no room for a key. Before an @ there may be a password. */
const isHarmless = (text: string): boolean =>
  text.length <= LONGEST && !text.includes('@') && text.split(/[\s./:]+/).every((word) => word.length <= LONGEST_WORD);

/**
 * A setting's value as an error may show it. A token is easily pasted into the wrong setting, so what is as long as one is
 * described: `got us-east-1` tells of a mistake, `got a text of 36 characters` tells of it too.
 */
export function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const scalar = value as string | number | boolean | null;
  const isText = typeof scalar === 'string';
  const text = String(scalar);
  if (isHarmless(text)) return isText ? JSON.stringify(plainText(text)) : text;
  return `a ${isText ? 'text' : 'number'} of ${text.length} characters, which may be a secret and is not shown`;
}
