/** Commands with a text (OSC, DCS and similar) up to their end or the line's, CSI, and all others. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex -- escape sequences start with control characters
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\r\n]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

const GAPS = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Characters that are not seen, or that change how others are seen. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * A text from outside as one line that is safe to show: no escape sequences, control characters, line breaks, or
 * characters that are not seen. Every text of a provider goes through here before a terminal, a log or an event gets it.
 *
 * @param longest how many characters are kept. An ellipsis stands for the rest.
 */
export function plainText(text: string, longest = Infinity): string {
  const plain = text.replace(ESCAPES, ' ').replace(UNSEEN, '').replace(GAPS, ' ').trim();
  if (plain.length <= longest) return plain;
  // Two code units can be one character.
  return `${plain.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Every provider's keys are longer. */
const LONGEST_WORD = 15;
const LONGEST = 60;

/** Words, numbers and host names have no room for a key. Before an @ there may be a password. */
const isHarmless = (text: string): boolean =>
  text.length <= LONGEST && !text.includes('@') && text.split(/[\s./:]+/).every((word) => word.length <= LONGEST_WORD);

/** A setting's value as an error may show it. People paste tokens into the wrong setting: of these only the length. */
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
