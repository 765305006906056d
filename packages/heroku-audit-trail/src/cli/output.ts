import Table from 'cli-table3';

/** A name from outside must not move the cursor, colour the terminal or start a line. */
// eslint-disable-next-line no-control-regex
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');

/** Columns without lines, as other tools can cut them. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  const made = new Table({
    head: [...head],
    chars: { ...Object.fromEntries([...none, ...inner].map((name) => [name, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(...rows.map((row) => row.map((cell) => oneLine(String(cell)))));
  return `${made.toString().replace(/ +$/gm, '')}\n`;
}

export const count = (number: number): string => number.toLocaleString('en');

/** `3 events`, `1 event`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
