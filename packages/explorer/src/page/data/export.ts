import { unparse } from 'papaparse';
import type { AskRequest, FindRequest } from './answers';
import { valueOf, type Asker } from './ask';
import type { Finder } from './find';
import { accountOf, nameOf, typeOf, type Model } from './model';

export type ExportFormat = 'csv' | 'json';

/** JSON has whole entities, CSV has the visible columns. */
export function exportFound(model: Model, finder: Finder, request: FindRequest, format: ExportFormat): Blob {
  const { vertices, columns, cell } = finder.all(request);
  const { entities } = model.graph;
  // Several relationships may lead to the same entity.
  if (format === 'json') return jsonBlob([...new Set(vertices)].map((vertex) => entities[vertex]));
  const head = ['name', 'type', ...columns, 'account', 'key'];
  const rows = vertices.map((vertex, at) => {
    const entity = entities[vertex];
    const cells = columns.map((column) => cell(at, column));
    return [nameOf(entity), typeOf(entity), ...cells, accountOf(entity), entity._key];
  });
  return csvBlob(head, rows);
}

export function exportAnswer(asker: Asker, request: AskRequest, format: ExportFormat): Blob {
  const { columns, rows } = asker.all(request);
  const values = rows.map((row) => row.map(valueOf));
  if (format === 'csv') return csvBlob(columns, values);
  return jsonBlob(values.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))));
}

const jsonBlob = (value: unknown) => new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' });

/** Spreadsheets run cells that look like formulas, so these become text. */
export const csvText = (head: readonly string[], rows: readonly unknown[][]): string =>
  unparse([[...head], ...rows.map((row) => row.map(csvCell))], { escapeFormulae: true, newline: '\r\n' });

/** Spreadsheets need a byte order mark to read UTF-8. */
const csvBlob = (head: readonly string[], rows: readonly unknown[][]) =>
  new Blob(['\ufeff', csvText(head, rows)], { type: 'text/csv' });

function csvCell(value: unknown): unknown {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(csvCell).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
