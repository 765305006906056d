/** Control characters, line ends of Unicode, and marks that turn the direction of a text. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** A text from outside, on one line: it must not move the cursor, colour the terminal or start a line. */
export const oneLine = (text: string): string => text.replace(UNSAFE, ' ');

/** The same for JSON, where each such character is escaped. JSON itself leaves those above U+007E as they are. */
export const jsonText = (value: unknown, indent?: number): string =>
  plainJson(JSON.stringify(value, null, indent) ?? 'null');

/** The same for what is JSON already. */
export const plainJson = (json: string): string => json.replace(UNSAFE_IN_JSON, escaped);

const UNSAFE_IN_JSON = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
