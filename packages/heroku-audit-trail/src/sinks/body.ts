import { FORMATS } from '../formats/format';
import type { FormatName } from '../model/format-name';
import type { LogRow } from '../model/log-row';
import { aroundRows, templateOf, type Template } from './template';

export interface BodyShape {
  type: string;
  text(rows: readonly LogRow[], format: FormatName): string;
}

export type BodySettings = 'ndjson' | 'array' | { lines: readonly unknown[] } | { array: unknown; in?: unknown };

const NDJSON = 'application/x-ndjson';
const JSON_TYPE = 'application/json';

/** @throws Error that says what cannot be used. */
export function bodyShape(settings: BodySettings = 'ndjson'): BodyShape {
  if (settings === 'ndjson') return linesOf([({ line }) => line]);
  if (settings === 'array') return listOf(({ line }) => line);
  if ('lines' in settings) return linesOf(settings.lines.map(templateOf));
  return listOf(templateOf(settings.array), settings.in === undefined ? ['', ''] : aroundRows(settings.in));
}

const linesOf = (templates: readonly Template[]): BodyShape => ({
  type: NDJSON,
  text: (rows, format) =>
    each(rows, format, (filling) => templates.map((make) => `${make(filling)}\n`).join('')).join(''),
});

const listOf = (make: Template, [before, after]: readonly [string, string] = ['', '']): BodyShape => ({
  type: JSON_TYPE,
  text: (rows, format) => `${before}[${each(rows, format, make).join(',')}]${after}`,
});

const each = (rows: readonly LogRow[], format: FormatName, make: Template) =>
  rows.map((row) => make({ row, line: FORMATS[format](row) }));
