import { plainText } from '@j1-integrations/provider-http';
import { jsonText, UsageError, type Cell, type Output } from '@j1-integrations/terminal';
import { unparse } from 'papaparse';
import type { EdgeItem, QueryResult, TableRow, Tree, VertexItem } from '../index';
import type { Settings, TreeFormat } from './settings';
import { treeText } from './tree-text';

export function showResult(result: QueryResult, { json, csv, tree }: Settings, out: Output): void {
  if (json) return out.text(jsonText(result, 2));
  if (tree) {
    if (result.type !== 'tree') throw new UsageError('--tree needs a query that ends with RETURN TREE.');
    return out.text(treeText(result.data, tree as TreeFormat));
  }
  const rows = rowsOf(result);
  if (csv) return out.text(csvText(rows));
  const names = Object.keys(rows[0] ?? {});
  const columns = Object.fromEntries(names.map((name) => [name, (row: TableRow) => cellOf(name, row[name])]));
  out.list(rows, columns, 'None.');
}

export function rowsOf(result: QueryResult): TableRow[] {
  if (result.type === 'table') return result.data;
  return result.type === 'list' ? result.data.map(listRow) : treeRows(result.data);
}

function listRow({ entity, properties }: VertexItem): TableRow {
  return {
    displayName: entity.displayName ?? properties.name ?? null,
    _type: entity._type,
    _key: entity._key,
    account: properties['tag.AccountName'] ?? entity._integrationName ?? null,
  };
}

const nameOf = (item: VertexItem | undefined) => item?.entity.displayName ?? item?.entity._key ?? null;

/** One row for each relationship, and for each entity without a relationship. */
function treeRows({ vertices, edges }: Tree): TableRow[] {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const rows = edges.map((edge: EdgeItem) => ({
    from: nameOf(byId.get(edge.fromVertexId)),
    relationship: edge.relationship._class,
    to: nameOf(byId.get(edge.toVertexId)),
  }));
  const connected = new Set(edges.flatMap(({ fromVertexId, toVertexId }) => [fromVertexId, toVertexId]));
  const alone = vertices.filter(({ id }) => !connected.has(id));
  return [...rows, ...alone.map((vertex) => ({ from: nameOf(vertex), relationship: null, to: null }))];
}

const isDate = (name: string, value: unknown) => /(On|At)$/.test(name) && typeof value === 'number' && value > 1e11;

function cellOf(name: string, value: unknown): Cell {
  if (isDate(name, value)) return new Date(value as number).toISOString().slice(0, 19) + 'Z';
  return cellText(value);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const item = value as { entity?: Record<string, unknown>; relationship?: Record<string, unknown> };
  const of = item.entity ?? item.relationship;
  return of ? cellText(of.displayName ?? of._key) : JSON.stringify(value);
}

/** Spreadsheets run cells that look like formulas, so these become text. */
export function csvText(rows: TableRow[]): string {
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : plainText(cellText(value)),
      ]),
    ),
  );
  return unparse(texts, { escapeFormulae: true, newline: '\n' });
}
