import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';

export interface Graph {
  entities: Entity[];
  relationships: Relationship[];
}

/** Reads the graph in the SDK's storage folder. It is sorted by `_key`, because the files have random names. */
export async function readGraph(storageFolder: string): Promise<Graph> {
  const graph: Graph = { entities: [], relationships: [] };
  await eachFile(storageFolder, async (file) => {
    const { entities = [], relationships = [] } = JSON.parse(await readFile(file, 'utf8')) as Partial<Graph>;
    for (const entity of entities) graph.entities.push(entity);
    for (const relationship of relationships) graph.relationships.push(relationship);
  });
  const byKey = (a: { _key: string }, b: { _key: string }) => (a._key < b._key ? -1 : 1);
  graph.entities.sort(byKey);
  graph.relationships.sort(byKey);
  return graph;
}

/** Counts the objects of each `_type`. It holds one file in memory at a time. */
export async function countTypes(storageFolder: string): Promise<Record<'entities' | 'relationships', TypeCounts>> {
  const counts = { entities: {} as TypeCounts, relationships: {} as TypeCounts };
  await eachFile(storageFolder, async (file) => {
    const objects = JSON.parse(await readFile(file, 'utf8')) as Partial<Graph>;
    for (const kind of ['entities', 'relationships'] as const) {
      for (const { _type } of objects[kind] ?? []) counts[kind][_type] = (counts[kind][_type] ?? 0) + 1;
    }
  });
  return counts;
}

export type TypeCounts = Record<string, number>;

async function eachFile(storageFolder: string, visit: (file: string) => Promise<void>): Promise<void> {
  let steps: string[];
  try {
    steps = await readdir(join(storageFolder, 'graph'));
  } catch {
    return; // A run that ended before its first object has no graph.
  }
  for (const step of steps.sort()) {
    for (const kind of await readdir(join(storageFolder, 'graph', step))) {
      for (const file of await readdir(join(storageFolder, 'graph', step, kind))) {
        await visit(join(storageFolder, 'graph', step, kind, file));
      }
    }
  }
}
