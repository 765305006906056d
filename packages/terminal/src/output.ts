import { plainText, redact } from '@j1-integrations/provider-http';
import { coloursFor } from './colours';
import { jsonText } from './json';
import { recordText, tableText, widthOf, type Cell } from './table';
import { type Stream } from './stream';

export interface OutputOptions {
  stdout: Stream;
  stderr: Stream;
  env: Readonly<Record<string, string | undefined>>;
  json: boolean;
  secrets: () => readonly string[];
}

/** Writes results to standard output, as a table or as JSON, and notes to standard error. */
export interface Output {
  readonly isJson: boolean;
  /** In a narrow terminal, a table becomes one record after the other. */
  list<Item>(items: readonly Item[], columns: Record<string, (item: Item) => Cell>, none: string): void;
  one(item: unknown, lines: Record<string, Cell>): void;
  text(text: string): void;
  note(text: string): void;
}

export function createOutput({ stdout, stderr, env, json, secrets }: OutputOptions): Output {
  const colours = coloursFor(stdout, env);
  const print = (stream: Stream, text: string) => void stream.write(`${redact(text, secrets())}\n`);
  const note = (text: string) => print(stderr, plainText(text));
  const printJson = (value: unknown) => print(stdout, jsonText(value, 2));

  return {
    isJson: json,
    list(items, columns, none) {
      if (json) return printJson(items);
      if (items.length === 0) return note(none);
      const cellsOf = Object.values(columns);
      const rows = items.map((item) => cellsOf.map((cell) => cell(item)));
      const names = Object.keys(columns);
      const table = tableText(names, rows, colours);
      const fits = !stdout.isTTY || widthOf(table) <= (stdout.columns ?? Infinity);
      const record = (row: Cell[]) => recordText(Object.fromEntries(row.map((cell, i) => [names[i], cell])), colours);
      print(stdout, fits ? table : rows.map(record).join('\n\n'));
    },
    one(item, lines) {
      if (json) printJson(item);
      else print(stdout, recordText(lines, colours));
    },
    text: (text) => print(stdout, text),
    note,
  };
}
