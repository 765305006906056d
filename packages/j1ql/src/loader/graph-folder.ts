import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';
import { LoadError } from './error';

export type Mutable = Record<string, unknown>;

export interface GraphFolder {
  entities: Mutable[];
  relationships: Mutable[];
}

/** Reads `.j1-integration/graph` of JupiterOne's SDK. Its files hold `entities` or `relationships`. */
export function readGraphFolder(folder: string, rawData = false): GraphFolder {
  const graph: GraphFolder = { entities: [], relationships: [] };
  const shared = sharedNames();
  for (const file of jsonFiles(folder)) {
    const { entities, relationships } = readGraphFile(file);
    for (const entity of entities) {
      // `delete` would make the object slower.
      if (!rawData && entity._rawData !== undefined) entity._rawData = undefined;
      entity._type = shared(entity._type);
      entity._class = shared(entity._class);
      graph.entities.push(entity);
    }
    for (const relationship of relationships) {
      relationship._type = shared(relationship._type);
      graph.relationships.push(relationship);
    }
  }
  return graph;
}

/** Saves memory: each file has its own copies of equal types and classes. */
function sharedNames(): (value: unknown) => unknown {
  const names = new Map<string, string>();
  const lists = new Map<string, unknown>();
  return (value) => {
    const isList = Array.isArray(value) && value.length === 1;
    const name: unknown = isList ? value[0] : value;
    if (typeof name !== 'string') return value;
    const known: Map<string, unknown> = isList ? lists : names;
    const before = known.get(name);
    if (before === undefined) known.set(name, value);
    return before ?? value;
  };
}

export const holdsGraph = (folder: string): boolean =>
  jsonFiles(folder).some((file) => {
    try {
      const content = parsed(file);
      return isObject(content) && (Array.isArray(content.entities) || Array.isArray(content.relationships));
    } catch {
      return false;
    }
  });

/** Skips `node_modules` and hidden folders such as `.j1-integration`. */
function jsonFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules$)/.test(entry.name) ? [] : jsonFiles(path);
    return entry.name.endsWith('.json') ? [path] : [];
  });
}

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readGraphFile(file: string): GraphFolder {
  const content = parsed(file);
  if (!isObject(content)) throw unusable(file, 'it has no entities and no relationships');
  return { entities: listIn(content, 'entities', file), relationships: listIn(content, 'relationships', file) };
}

function parsed(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(file, `it is not valid JSON (${(error as Error).message})`);
  }
}

function listIn(content: Properties, name: 'entities' | 'relationships', file: string): Mutable[] {
  const list = content[name] ?? [];
  if (!Array.isArray(list) || !list.every(isObject)) throw unusable(file, `${name} is not a list of objects`);
  return list;
}

const unusable = (file: string, why: string) =>
  new LoadError(`${file} cannot be used: ${why}. Collect again: npm start, or npx j1-integration collect.`);
