import { readFileSync } from 'node:fs';
import { UsageError } from '@j1-integrations/terminal';
import { timeOf } from '../values/dates';
import type { Limits, QueryOptions } from '../index';

export interface Settings {
  graph?: string[];
  runs?: string;
  people?: string;
  variables?: string;
  now?: string;
  json?: boolean;
  csv?: boolean;
  tree?: string | true;
  explain?: boolean;
  batch?: boolean;
  questions?: string | true;
  questionFiles?: string[];
  failOn?: string;
  includeDeleted?: boolean;
  rowMetadata?: boolean;
  timeout?: number;
  maxPaths?: number;
  maxRows?: number;
}

export type TreeFormat = 'dot' | 'mermaid';

export function queryOptions(settings: Settings): QueryOptions {
  const { variables, now, includeDeleted, rowMetadata, timeout, maxPaths, maxRows } = settings;
  const limits: Partial<Limits> = {};
  if (timeout !== undefined) limits.milliseconds = timeout * 1000;
  if (maxPaths !== undefined) limits.paths = maxPaths;
  if (maxRows !== undefined) limits.rows = maxRows;
  return { variables: readVariables(variables), now: readNow(now), includeDeleted, rowMetadata, limits };
}

function readVariables(given: string | undefined): Record<string, unknown> {
  if (given === undefined) return {};
  const value = parseJson(given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(
      `--variables takes a JSON object such as '{"email": "ann@example.com"}', or @ and the path of a file with one.`,
    );
  }
  return value as Record<string, unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readNow(given: string | undefined): number {
  if (given === undefined) return Date.now();
  const time = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(given) ? timeOf(given) : undefined;
  if (time === undefined) throw new UsageError(`--now takes a time such as 2026-01-31T10:00:00Z; got "${given}".`);
  return time;
}

/** @throws UsageError when options cannot be used together, or there is no query */
export function checkOptions(settings: Settings, query: string | undefined): void {
  const { json, csv, tree, batch, questions, explain, rowMetadata, graph, runs } = settings;
  if (rowMetadata && !json && !batch) throw new UsageError('--row-metadata needs --json or --batch.');
  const shown = Object.entries({ '--json': json, '--csv': csv, '--tree': tree, '--explain': explain }).filter(
    ([, is]) => is,
  );
  if (graph !== undefined && runs !== undefined) throw new UsageError('--graph and --runs cannot be used together.');
  if (shown.length > 1) throw new UsageError(`${shown.map(([name]) => name).join(' and ')} cannot be used together.`);
  const asked = [query !== undefined && 'a query', batch && '--batch', questions !== undefined && '--questions'].filter(
    Boolean,
  );
  if (asked.length > 1) throw new UsageError(`${asked.join(' and ')} cannot be used together.`);
  if (asked.length === 0) throw new UsageError(`Give a query, --batch or --questions: j1-ask 'FIND User'. See --help.`);
  refuseOptionsWithoutEffect(
    settings,
    query,
    shown.map(([name]) => name),
  );
}

function refuseOptionsWithoutEffect(
  { questions, questionFiles, failOn }: Settings,
  query: string | undefined,
  shown: string[],
): void {
  const ofQuery = shown.find((name) => name !== '--json');
  if (ofQuery !== undefined && query === undefined) throw new UsageError(`${ofQuery} needs a query.`);
  const ofQuestions = Object.entries({ '--question-files': questionFiles, '--fail-on': failOn }).find(([, is]) => is);
  if (ofQuestions && questions === undefined) throw new UsageError(`${ofQuestions[0]} needs --questions.`);
}
