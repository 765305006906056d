import { textsOf } from '@j1-integrations/j1ql';
import type { Facet, FindAnswer, FindRequest, FindRow } from './answers';
import { columnOf, columnsFor } from './columns';
import { accountOf, nameOf, typeOf, type Model } from './model';
import { allRows, neighbourRows, type Rows } from './find-rows';
import { refOf } from './refs';
import { createSearch, normalized, hitIn, wordsOf, type Search } from './search';
import { compareValues } from './sort';
import { byCount } from './vocabulary';

export const PER_PAGE = 100;

export interface Finder {
  find(request: FindRequest): FindAnswer;
  all(request: FindRequest): { vertices: number[]; columns: string[]; cell: (at: number, key: string) => unknown };
  prepare(pause: () => Promise<void>): Promise<void>;
}

export function createFinder(model: Model): Finder {
  const search = createSearch(model);
  const byName = nameOrder(model);
  const resultOf = (request: FindRequest) => {
    const rows = request.near ? neighbourRows(model, request.near) : allRows(byName());
    const { found, facets } = matching(model, search, rows, request);
    const cell = cellReader(model, rows);
    return { rows, cell, facets, found: sorted(found, request, cell), columns: columnsOf(model, request, rows, found) };
  };
  return {
    prepare: (pause) => search.prepare(pause),
    all(request) {
      const { rows, found, columns, cell } = resultOf(request);
      return {
        vertices: found.map(rows.vertexOf),
        columns: columns.shown.map(({ key }) => key),
        cell: (at, key) => cell(found[at], key),
      };
    },
    find(request) {
      const { rows, found, facets, columns, cell } = resultOf(request);
      const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
      const page = Math.min(Math.max(1, request.page), pages);
      const words = wordsOf(request.text);
      const shown = new Set(['displayName', 'name', '_type', '_class', ...columns.shown.map(({ key }) => key)]);
      const onPage = found.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((row): FindRow => {
        const vertex = rows.vertexOf(row);
        const entity = model.graph.entities[vertex];
        const isInName = words.every((word) => normalized(nameOf(entity)).includes(word));
        const hit = words.length === 0 || isInName ? undefined : hitIn(entity, words, shown);
        return { ref: refOf(model, vertex), cells: columns.shown.map(({ key }) => cell(row, key)), hit };
      });
      return { total: found.length, pages, columns: columns.shown, available: columns.available, rows: onPage, facets };
    },
  };
}

function nameOrder({ graph }: Model): () => Uint32Array {
  let order: Uint32Array | undefined;
  return () => {
    if (order) return order;
    const names = graph.entities.map((entity) => normalized(nameOf(entity)));
    order = Uint32Array.from(names, (_, vertex) => vertex);
    order.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
    return order;
  };
}

function matching(model: Model, search: Search, rows: Rows, request: FindRequest) {
  const { entities } = model.graph;
  const words = wordsOf(request.text);
  const wanted = {
    types: new Set(request.types),
    classes: new Set(request.classes),
    accounts: new Set(request.accounts),
  };
  const counts = { types: counter(), classes: counter(), accounts: counter() };
  const byRank: number[][] = [[], [], [], [], []];
  const visit = (row: number) => {
    const vertex = rows.vertexOf(row);
    const rank = words.length === 0 ? 0 : search.rank(vertex, words);
    if (rank === -1) return;
    const entity = entities[vertex];
    const [type, classes, account] = [typeOf(entity), textsOf(entity._class), accountOf(entity)];
    const isType = wanted.types.size === 0 || wanted.types.has(type);
    const isClass = wanted.classes.size === 0 || classes.some((one) => wanted.classes.has(one));
    const isAccount = wanted.accounts.size === 0 || wanted.accounts.has(account);
    // The counts of a filter ignore the filter itself.
    if (isClass && isAccount) counts.types.add(type);
    if (isType && isAccount) for (const one of classes) counts.classes.add(one);
    if (isType && isClass) counts.accounts.add(account);
    if (isType && isClass && isAccount) byRank[rank].push(row);
  };
  rows.order.forEach(visit);
  return {
    found: byRank.flat(),
    facets: { types: counts.types.facets(), classes: counts.classes.facets(), accounts: counts.accounts.facets() },
  };
}

function counter() {
  const counts = new Map<string, number>();
  return {
    add: (value: string) => void counts.set(value, (counts.get(value) ?? 0) + 1),
    facets: (): Facet[] => byCount([...counts].map(([value, count]) => ({ value, count }))),
  };
}

function cellReader({ graph }: Model, rows: Rows) {
  return (row: number, key: string): unknown => {
    const entity = graph.entities[rows.vertexOf(row)];
    if (key === 'displayName') return nameOf(entity);
    if (key === '_type') return typeOf(entity);
    if (key === '_account') return accountOf(entity);
    const of = key.startsWith('^') ? rows.relationshipOf(row) : entity;
    const name = key.startsWith('^') ? key.slice(1) : key;
    return of && Object.hasOwn(of, name) ? of[name] : undefined;
  };
}

function columnsOf({ graph }: Model, request: FindRequest, rows: Rows, found: readonly number[]) {
  const sample = found.slice(0, 500).map(rows.vertexOf);
  const { shown, available } = columnsFor(sample.map((vertex) => graph.entities[vertex]));
  const relationships = found.slice(0, 500).map((row) => rows.relationshipOf(row));
  const ofRelationships = columnsFor(relationships.filter((one) => one !== undefined));
  const [verb] = request.near ? [request.near.verb] : [''];
  const through = ofRelationships.available.map(({ key }) => ({ key: `^${key}`, title: `${verb}.${key}` }));
  const all = [...through, ...available];
  const isOneType = new Set(sample.map((vertex) => typeOf(graph.entities[vertex]))).size === 1;
  if (request.columns.length > 0) {
    const named = request.columns.map((key) => all.find((column) => column.key === key) ?? columnOf(key));
    return { shown: named, available: all };
  }
  // Different types share few properties.
  return { shown: [...through.slice(0, 3), ...shown.slice(0, isOneType ? 5 : 2)], available: all };
}

function sorted(found: number[], { sort, descending }: FindRequest, cell: (row: number, key: string) => unknown) {
  if (sort === '') return found;
  const keyed = found.map((row) => ({ row, value: cell(row, sort) }));
  keyed.sort((a, b) => compareValues(a.value, b.value, descending));
  return keyed.map(({ row }) => row);
}
