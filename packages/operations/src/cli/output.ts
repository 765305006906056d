import { stripVTControlCharacters } from 'node:util';
import { redact } from '@j1-integrations/provider-http';
import Table from 'cli-table3';
import pc from 'picocolors';
import { type JobStatus } from '../job-health';
import { colourOf } from './words';

/** Where a command writes. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  /** How wide the terminal is. */
  columns?: number;
}

export interface OutputOptions {
  stdout: Stream;
  stderr: Stream;
  json: boolean;
  /** Without colours, also on a terminal. */
  plain: boolean;
  /** What is never written, such as the key. */
  secrets: () => readonly string[];
}

/** Results go to standard output, in a table or as JSON; everything else goes to standard error. */
export interface Output {
  /** A list: an array as JSON, or a table with these columns; one below the other where the terminal is too narrow. */
  list<Item>(items: Item[], columns: Record<string, (item: Item) => string>, none: string): void;
  /** One thing: an object as JSON, or a line for each of these. */
  one(item: unknown, lines: Record<string, string | undefined>): void;
  /** What people want to know beside the result. */
  note(text: string): void;
  /** A status in its colour, for a table. */
  status(status: JobStatus): string;
}

export function createOutput({ stdout, stderr, json, plain, secrets }: OutputOptions): Output {
  const colours = pc.createColors(stdout.isTTY === true && !plain);
  const print = (stream: Stream, text: string) => void stream.write(`${redact(text, secrets())}\n`);
  const record = (lines: (readonly [name: string, value: string | undefined])[]) => {
    const table = tableOf();
    for (const [name, value] of lines) if (value) table.push([colours.bold(name), value]);
    return withoutTrailingBlanks(table.toString());
  };
  const printJson = (value: unknown) => print(stdout, JSON.stringify(value, null, 2));

  return {
    list(items, columns, none) {
      if (json) return printJson(items);
      if (items.length === 0) return print(stderr, none);
      const rows = items.map((item) => Object.entries(columns).map(([name, cell]) => [name, cell(item)] as const));
      const table = tableOf(Object.keys(columns).map((name) => colours.bold(name)));
      for (const row of rows) table.push(row.map(([, cell]) => cell));
      const text = withoutTrailingBlanks(table.toString());
      const fits = !stdout.isTTY || widthOf(text) <= (stdout.columns ?? Infinity);
      print(stdout, fits ? text : rows.map(record).join('\n\n'));
    },
    one(item, lines) {
      if (json) return printJson(item);
      print(stdout, record(Object.entries(lines)));
    },
    note: (text) => print(stderr, text),
    status: (status) => colours[colourOf(status)](oneLine(status)),
  };
}

function tableOf(head: string[] = []): Table.Table {
  const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  return new Table({
    head,
    chars: { ...Object.fromEntries([...none, ...inner].map((name) => [name, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

const withoutTrailingBlanks = (text: string) => text.replace(/ +$/gm, '');

const widthOf = (text: string) =>
  Math.max(
    ...stripVTControlCharacters(text)
      .split('\n')
      .map((line) => line.length),
  );

/** A name from outside must not move the cursor, colour the terminal or start a line. */
// eslint-disable-next-line no-control-regex
export const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
