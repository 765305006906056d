import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';
import { LoadError } from './error';

export type Mutable = Record<string, unknown>;

export interface GraphFolder {
  entities: Mutable[];
  relationships: Mutable[];
}

/**
 * Reads a folder as JupiterOne's SDK writes it: `.j1-integration/graph`, with files below it that hold `entities` or
 * `relationships`. What the provider answered (`_rawData`) is let go of, unless it is asked for.
 */
export function readGraphFolder(folder: string, rawData = false): GraphFolder {
  const graph: GraphFolder = { entities: [], relationships: [] };
  const shared = sharedNames();
  for (const file of jsonFiles(folder)) {
    const { entities, relationships } = readGraphFile(file);
    for (const entity of entities) {
      // Without the property the object would be slower to read.
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

/** Gives equal names, and lists of one name, the same object: each file brings its own, which takes memory a million times. */
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

/** The JSON files below a folder, in the order of their names. */
export function jsonFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return jsonFiles(path);
    return entry.name.endsWith('.json') ? [path] : [];
  });
}

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readGraphFile(file: string): GraphFolder {
  const content = parsed(file);
  if (!isObject(content)) throw unusable(file, 'it holds no object with entities or relationships');
  return { entities: listIn(content, 'entities', file), relationships: listIn(content, 'relationships', file) };
}

function parsed(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(file, `it is not whole JSON (${(error as Error).message})`);
  }
}

function listIn(content: Properties, name: 'entities' | 'relationships', file: string): Mutable[] {
  const list = content[name] ?? [];
  if (!Array.isArray(list) || !list.every(isObject)) throw unusable(file, `${name} is no list of objects`);
  return list;
}

const unusable = (file: string, why: string) =>
  new LoadError(`${file} cannot be used: ${why}. Collect again: npm start, or npx j1-integration collect.`);
