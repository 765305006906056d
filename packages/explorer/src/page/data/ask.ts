import { answerQuestion, countOf, gapsOf, gapTexts, type QueryResult, type VertexItem } from '@j1-integrations/j1ql';
import type { AskAnswer, AskCell, AskRequest, QuestionAnswer } from './answers';
import type { Drawn } from './drawn';
import { columnsFor } from './columns';
import { drawAnswer } from './draw';
import { accountOf, nameOf, typeOf, type Model } from './model';
import { PER_PAGE } from './find';
import { compareValues } from './sort';
import { textNotes } from './variables';

/** Shorter than the engine's default, because one worker answers everything. */
const LIMITS = { milliseconds: 15_000 };
const KEPT = 4;

interface Answered {
  kind: QueryResult['type'];
  columns: string[];
  rows: AskCell[][];
  messages: string[];
  milliseconds: number;
  drawn?: Drawn;
}

export interface Asker {
  /** @throws J1qlError when the query is not valid */
  ask(request: AskRequest): AskAnswer;
  all(request: AskRequest): Pick<Answered, 'columns' | 'rows'>;
  question(question: number, query: number): QuestionAnswer;
}

export function createAsker(model: Model): Asker {
  const kept = new Map<string, Answered>();
  const answered = ({ query, variables }: AskRequest): Answered => {
    const key = JSON.stringify([query, variables]);
    const known = kept.get(key) ?? answer(model, query, variables);
    kept.delete(key);
    kept.set(key, known);
    for (const old of kept.keys()) if (kept.size > KEPT) kept.delete(old);
    return known;
  };
  const sorted = (request: AskRequest) => {
    const result = answered(request);
    const column = result.columns.indexOf(request.sort);
    if (column === -1) return result;
    const rows = [...result.rows].sort((a, b) =>
      compareValues(valueOf(a[column]), valueOf(b[column]), request.descending),
    );
    return { ...result, rows };
  };
  return {
    all: (request) => sorted(request),
    ask(request) {
      const { rows, ...result } = sorted(request);
      const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
      const page = Math.min(Math.max(1, request.page), pages);
      return { ...result, total: rows.length, pages, rows: rows.slice((page - 1) * PER_PAGE, page * PER_PAGE) };
    },
    question: (question, query) => questionAnswer(model, question, query),
  };
}

export const valueOf = (cell: AskCell): unknown => ('ref' in cell ? cell.ref.name : cell.value);

function answer(model: Model, query: string, variables: Record<string, unknown>): Answered {
  const start = performance.now();
  const { engine, graph, options } = asked(model, variables);
  const result = engine.query(query, options);
  const milliseconds = performance.now() - start;
  const messages = [
    ...(result.messages ?? []),
    ...textNotes(query, variables, countOf(result) === 0),
    ...gapTexts(gapsOf(query, graph), countOf(result)),
  ];
  return { kind: result.type, ...rowsOf(model, result), messages, milliseconds };
}

const asked = ({ engine, contents, data }: Model, variables: Record<string, unknown> = {}) => ({
  engine,
  graph: { instances: contents.instances, missing: contents.missing, people: contents.people, data },
  options: { variables, limits: LIMITS },
});

function rowsOf(model: Model, result: QueryResult): Pick<Answered, 'columns' | 'rows' | 'drawn'> {
  if (result.type === 'table') {
    const columns = Object.keys(result.data[0] ?? {});
    return { columns, rows: result.data.map((row) => columns.map((column) => cellOf(row[column]))) };
  }
  if (result.type === 'list') return listRows(model, result.data);
  const { vertices, edges } = result.data;
  const refs = new Map(vertices.map((vertex) => [vertex.id, refCell(vertex)]));
  const nothing = { value: null };
  const connected = new Set(edges.flatMap(({ fromVertexId, toVertexId }) => [fromVertexId, toVertexId]));
  const alone = vertices.filter(({ id }) => !connected.has(id));
  const drawn = drawAnswer(
    model,
    vertices.map(({ id }) => id),
    edges.map(({ id, fromVertexId, toVertexId, relationship, properties }) => ({
      ...{ id, from: fromVertexId, to: toVertexId, verb: String(relationship._class) },
      properties: Object.entries(properties),
    })),
  );
  return {
    columns: ['from', 'relationship', 'to'],
    rows: [
      ...edges.map(({ fromVertexId, toVertexId, relationship }): AskCell[] => [
        refs.get(fromVertexId) ?? nothing,
        { value: relationship._class },
        refs.get(toVertexId) ?? nothing,
      ]),
      ...alone.map((vertex): AskCell[] => [refCell(vertex), nothing, nothing]),
    ],
    drawn,
  };
}

function listRows(model: Model, items: readonly VertexItem[]): Pick<Answered, 'columns' | 'rows'> {
  const entities = items.map(({ id }) => model.graph.entities[model.vertexOf(id) ?? 0]);
  const { shown } = columnsFor(entities);
  const rows = items.map((item, at): AskCell[] => {
    const entity = entities[at];
    const more = shown.map(({ key }) => ({ value: Object.hasOwn(entity, key) ? entity[key] : null }));
    const ref = { id: item.id, name: nameOf(entity) };
    return [{ ref }, { value: typeOf(entity) }, ...more, { value: accountOf(entity) }];
  });
  return { columns: ['displayName', '_type', ...shown.map(({ key }) => key), 'account'], rows };
}

function cellOf(value: unknown): AskCell {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value };
  const item = value as Partial<VertexItem> & { relationship?: Record<string, unknown> };
  if (item.entity && typeof item.id === 'string') return refCell(item as VertexItem);
  return { value: item.relationship ? item.relationship.displayName : value };
}

function refCell({ id, entity, properties }: VertexItem): AskCell {
  return { ref: { id, name: nameOf({ ...entity, name: properties.name }) } };
}

function questionAnswer(model: Model, question: number, query: number): QuestionAnswer {
  const { [question]: asking } = model.contents.questions;
  const found = answerQuestion(asking, asking.queries[query], asked(model));
  if ('notCollected' in found || 'notKnown' in found) return found;
  if ('error' in found) return { error: found.error.message };
  const { result, incomplete = [] } = found;
  return { rows: countOf(result), incomplete: incomplete.map(({ text }) => text) };
}
