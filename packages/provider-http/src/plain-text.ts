/** Terminal commands with a text (such as OSC and DCS), CSI commands, and all others. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex -- escape sequences start with control characters
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\r\n]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

const GAPS = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Invisible characters, and those that change the direction of others. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Makes a foreign text safe for a terminal, a log or an event: one line, without escape sequences and invisible characters.
 * A longer one ends with an ellipsis.
 */
export function plainText(text: string, longest = Infinity): string {
  const plain = text.replace(ESCAPES, ' ').replace(UNSEEN, '').replace(GAPS, ' ').trim();
  if (plain.length <= longest) return plain;
  // Do not cut a character in two.
  return `${plain.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

const LONGEST_WORD = 15;
const LONGEST = 60;

/** Short words, numbers and host names. A password can stand before an @. */
const isHarmless = (text: string): boolean =>
  text.length <= LONGEST && !text.includes('@') && text.split(/[\s./:]+/).every((word) => word.length <= LONGEST_WORD);

/** The value of a setting, for an error. A long value may be a token in the wrong setting, so only its length is shown. */
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
