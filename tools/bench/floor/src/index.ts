import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Entity, IntegrationStep, Relationship } from '@jupiterone/integration-sdk-core';

/** The variable with the integration's package folder. */
const PACKAGE = 'FLOOR_PACKAGE';
/** The variable with the folder of a collected graph. */
const GRAPH = 'FLOOR_GRAPH';

interface Loaded {
  invocationConfig: { integrationSteps: IntegrationStep[] };
}

/**
 * The time of the SDK alone: the steps of an integration in order, but each step only adds the objects that it
 * collected before, one file of at most 500 at a time. It has no requests and no converters.
 */
async function handOver({ jobState }: Parameters<IntegrationStep['executionHandler']>[0], step: string): Promise<void> {
  for (const file of await filesBelow(join(graph, step, 'entities'))) {
    const { entities } = JSON.parse(await readFile(file, 'utf8')) as { entities: Entity[] };
    await jobState.addEntities(entities);
  }
  for (const file of await filesBelow(join(graph, step, 'relationships'))) {
    const { relationships } = JSON.parse(await readFile(file, 'utf8')) as { relationships: Relationship[] };
    await jobState.addRelationships(relationships);
  }
}

/** Empty when a step collected nothing of a kind. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((file) => join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

const graph = setting(GRAPH);
const { invocationConfig: measured } = createRequire(__filename)(setting(PACKAGE)) as Loaded;

export const invocationConfig = {
  instanceConfigFields: {},
  integrationSteps: measured.integrationSteps.map((step) => ({
    ...step,
    executionHandler: (context: Parameters<IntegrationStep['executionHandler']>[0]) => handOver(context, step.id),
  })),
};
