import {
  createDirectRelationship,
  IntegrationError,
  type Entity,
  type JobState,
  type Relationship,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { isScalar } from './entities';

/**
 * Entities of earlier steps as parents of a fan-out: sorted by id, each once. (The SDK gives an entity twice if the end of
 * another step moves it from memory to disk meanwhile.)
 *
 * @param properties further properties to keep. Fewer take less memory.
 */
export async function parentsOf<Property extends string = never>(
  jobState: JobState,
  { _type }: { _type: string },
  ...properties: readonly Property[]
): Promise<(Parent & Partial<Record<Property, unknown>>)[]> {
  const parents = new Map<string, Parent & Partial<Record<Property, unknown>>>();
  await jobState.iterateEntities<Entity & Parent>({ _type }, (entity) => {
    const kept = Object.fromEntries(properties.map((property) => [property, entity[property]]));
    const { id, name, _key } = entity;
    parents.set(_key, { id, name, _key, ...(kept as Partial<Record<Property, unknown>>) });
  });
  return [...parents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface Parent {
  /** Of the provider. */
  id: string;
  name: string;
  _key: string;
}

/** For the steps that depend on this one. Call it before anything can fail. */
export async function keep<Value>(jobState: JobState, name: string, value: Value): Promise<Value> {
  await jobState.setData(name, value);
  return value;
}

/**
 * What an earlier step kept under a name.
 *
 * @param otherwise the result if nothing was kept
 * @throws IntegrationError without `otherwise`: `collect --step` takes earlier steps from a cache without kept values
 */
export async function kept<Value>(
  jobState: JobState,
  name: string,
  otherwise?: () => Value | Promise<Value>,
): Promise<Value> {
  const value = await jobState.getData<Value>(name);
  if (value !== undefined) return value;
  if (otherwise) return otherwise();
  throw new IntegrationError({
    code: 'NOT_KEPT',
    message:
      `There is no "${name}", which an earlier step keeps in memory for this one. ` +
      'If that step came from the cache of "collect --step", collect with "--no-cache".',
  });
}

/** An item can be on two pages, or be in the lists of two parents. */
export async function addEntityOnce(jobState: JobState, entity: Entity): Promise<void> {
  if (!jobState.hasKey(entity._key)) await jobState.addEntity(entity);
}

export async function addRelationshipOnce(jobState: JobState, relationship: Relationship): Promise<void> {
  if (!jobState.hasKey(relationship._key)) await jobState.addRelationship(relationship);
}

type EdgeProperties = Readonly<Record<string, string | number | boolean | undefined>>;

/** JupiterOne takes no objects and no lists. */
const scalars = (properties: EdgeProperties = {}): EdgeProperties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => isScalar(value)));

/** Adds an edge before its ends, which the same step adds later. */
export async function addEdgeAhead(
  jobState: JobState,
  { _class, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  properties?: EdgeProperties,
): Promise<void> {
  await addRelationshipOnce(
    jobState,
    createDirectRelationship({
      _class,
      fromType: sourceType,
      fromKey,
      toType: targetType,
      toKey,
      properties: scalars(properties),
    }),
  );
}

/**
 * Adds an edge if both ends are in the graph: a reference can name a deleted or a hidden thing.
 *
 * @returns whether both ends are there
 */
export async function addEdge(
  jobState: JobState,
  edge: StepRelationshipMetadata,
  fromKey: string | undefined,
  toKey: string,
  properties?: EdgeProperties,
): Promise<boolean> {
  if (fromKey === undefined || !jobState.hasKey(fromKey) || !jobState.hasKey(toKey)) return false;
  await addEdgeAhead(jobState, edge, fromKey, toKey, properties);
  return true;
}
