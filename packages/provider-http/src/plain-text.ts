/**
 * What makes a terminal act, with what belongs to it: a command for the terminal (OSC, DCS and their like) up to its
 * end, a sequence of control (CSI), and any other escape. A command without an end ends with its line.
 */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\r\n]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/** White space of any kind, line breaks and control characters: in a line, each row of them is one space. */
const GAPS = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** What is not seen, or changes how its neighbours are: format characters, such as those that turn text round. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Text from outside as one line that is safe to show: without escape sequences, control characters, line breaks,
 * characters that turn text round, and others that are not seen. Whatever comes from a provider goes through here before
 * it reaches a terminal, a log or an event.
 *
 * @param longest how many characters are kept; what is beyond is an ellipsis.
 */
export function plainText(text: string, longest = Infinity): string {
  const plain = text.replace(ESCAPES, ' ').replace(UNSEEN, '').replace(GAPS, ' ').trim();
  if (plain.length <= longest) return plain;
  // Not within a pair that is one character.
  return `${plain.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}
