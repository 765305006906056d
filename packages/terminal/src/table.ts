import { plainText } from '@j1-integrations/provider-http';
import stringWidth from 'string-width';
import { type Colour, type Colours } from './colours';

/** A list of strings is shown as several lines. The table removes control characters from all texts. */
export type Cell = string | number | undefined | readonly string[] | { text: string; colour: Colour };
export type Row = readonly Cell[];

export const paint = (colour: Colour, text: string): Cell => ({ text, colour });

const GAP = '  ';

/** Has no borders, so that `cut` and `awk` can read it. */
export function tableText(head: Row, rows: readonly Row[], colours?: Colours): string {
  const texts = [
    head.map((name) => headText(name, colours)),
    ...rows.map((row) => row.map((c) => cellText(c, colours))),
  ];
  const widths: number[] = [];
  for (const row of texts) widen(widths, row);
  return texts.map((row) => rowText(row, widths)).join('\n');
}

/** `tableText` for more rows than fit in memory. Calls `rows` twice: first to measure them, then to write them. */
export async function* tableLines(
  head: Row,
  rows: () => AsyncIterable<Row>,
  colours?: Colours,
): AsyncGenerator<string, void, undefined> {
  const titles = head.map((name) => headText(name, colours));
  const widths: number[] = [];
  widen(widths, titles);
  for await (const row of rows())
    widen(
      widths,
      row.map((cell) => cellText(cell)),
    );
  yield rowText(titles, widths);
  for await (const row of rows())
    yield rowText(
      row.map((cell) => cellText(cell, colours)),
      widths,
    );
}

export function recordText(lines: Readonly<Record<string, Cell>>, colours?: Colours): string {
  const rows = Object.entries(lines)
    .map(([name, cell]) => [headText(name, colours), cellText(cell, colours)])
    .filter(([, text]) => text !== '');
  const widths: number[] = [];
  for (const row of rows) widen(widths, row);
  return rows.map((row) => rowText(row, widths)).join('\n');
}

export const widthOf = (text: string): number =>
  text.split('\n').reduce((widest, line) => Math.max(widest, lineWidth(line)), 0);

const lineWidth = (line: string) => (/^[\x20-\x7e]*$/.test(line) ? line.length : stringWidth(line));

function widen(widths: number[], row: readonly string[]): void {
  row.forEach((text, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(text))));
}

function rowText(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((text) => text.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines) => lines[line] ?? '')
      .map((text, i) => text + ' '.repeat(Math.max(0, widths[i] - lineWidth(text))))
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}

function headText(name: Cell, colours?: Colours): string {
  const text = cellText(name);
  return colours?.bold(text) ?? text;
}

function cellText(cell: Cell, colours?: Colours): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'object') return plainText(String(cell));
  if (!('text' in cell)) return cell.map((line) => plainText(line)).join('\n');
  const text = plainText(cell.text);
  return colours?.[cell.colour](text) ?? text;
}
