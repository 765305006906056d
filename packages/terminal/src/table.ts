import { plainText } from '@j1-integrations/provider-http';
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { type Colour, type Colours } from './colours';

/** A text of one line, or several lines one below the other. Texts from outside are cleaned here. */
export type Cell = string | number | undefined | readonly string[] | { text: string; colour: Colour };

export const paint = (colour: Colour, text: string): Cell => ({ text, colour });

/** Columns without lines, as other tools can cut them. */
export function tableText(head: readonly string[], rows: readonly (readonly Cell[])[], colours?: Colours): string {
  const table = bare(head.map((name) => colours?.bold(name) ?? name));
  table.push(...rows.map((row) => row.map((cell) => cellText(cell, colours))));
  return textOf(table);
}

/** A line for each name that has a value. */
export function recordText(lines: Readonly<Record<string, Cell>>, colours?: Colours): string {
  const table = bare();
  for (const [name, cell] of Object.entries(lines)) {
    const text = cellText(cell, colours);
    if (text) table.push([colours?.bold(name) ?? name, text]);
  }
  return textOf(table);
}

export const widthOf = (text: string): number => Math.max(...text.split('\n').map(stringWidth));

function cellText(cell: Cell, colours?: Colours): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'object') return plainText(String(cell));
  if (!('text' in cell)) return cell.map((line) => plainText(line)).join('\n');
  const text = plainText(cell.text);
  return colours?.[cell.colour](text) ?? text;
}

function bare(head: string[] = []): Table.Table {
  const outer = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  return new Table({
    head,
    chars: { ...Object.fromEntries([...outer, ...inner].map((name) => [name, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

const textOf = (table: Table.Table) => table.toString().replace(/ +$/gm, '');
