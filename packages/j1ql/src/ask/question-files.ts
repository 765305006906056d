import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LoadError } from '../loader/error';
import type { Question } from './question';

const WHERE = 'jupiterone/questions';

/** Searches a folder, its `packages`, and its installed integrations. */
export function shippedQuestionFiles(root: string): string[] {
  const inFolder = (folder: string) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const packages = [
    root,
    ...inFolder(join(root, 'packages')),
    ...inFolder(join(root, 'node_modules/@j1-integrations')),
  ];
  const files = packages.flatMap((folder) => yamlFilesAt(join(folder, WHERE)));
  return [...new Set(files.map((file) => realpathSync(file)))];
}

function yamlFilesAt(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** @throws LoadError when a file cannot be read */
export function readQuestions(paths: readonly string[]): Question[] {
  return paths.flatMap((path) => {
    const files = yamlFilesAt(path);
    if (files.length === 0) throw new LoadError(`There are no questions in ${path}.`);
    return files.flatMap(readQuestionFile);
  });
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const objects = (value: unknown) =>
  (Array.isArray(value) ? (value as unknown[]) : []).map((one) => (one ?? {}) as Record<string, unknown>);

function readQuestionFile(file: string): Question[] {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LoadError(`${file} is not YAML: ${(error as Error).message}`);
  }
  const { questions, sourceId } = (content ?? {}) as Record<string, unknown>;
  if (!Array.isArray(questions)) throw new LoadError(`${file} has no list of questions.`);
  return objects(questions).map((question) => ({
    id: textOf(question.id) ?? '',
    title: textOf(question.title) ?? '',
    description: textOf(question.description),
    tags: Array.isArray(question.tags) ? question.tags.map(String) : [],
    integration: /^managed:(.+)$/.exec(textOf(sourceId) ?? '')?.[1],
    queries: objects(question.queries).map((query) => ({
      name: textOf(query.name),
      resultsAre: textOf(query.resultsAre),
      query: textOf(query.query) ?? '',
    })),
  }));
}
