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
 * The entities of a type, as parents of a fan-out: sorted, each once. The SDK gives an entity twice if it moves the entity to
 * the disk during the iteration. @param properties further properties that the step needs
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
  /** The provider's id. */
  id: string;
  name: string;
  _key: string;
}

/** Keeps a value for later steps. Call it before the first request, which can fail. */
export async function keep<Value>(jobState: JobState, name: string, value: Value): Promise<Value> {
  await jobState.setData(name, value);
  return value;
}

/**
 * The value that an earlier step kept. The cache of `collect --step` does not have it: then `fallback` makes it.
 *
 * @throws IntegrationError if there is neither a value nor a `fallback`
 */
export async function kept<Value>(
  jobState: JobState,
  name: string,
  fallback?: () => Value | Promise<Value>,
): Promise<Value> {
  const value = await jobState.getData<Value>(name);
  if (value !== undefined) return value;
  if (fallback) return fallback();
  throw new IntegrationError({
    code: 'NOT_KEPT',
    message:
      `This step needs "${name}", which an earlier step keeps in memory. ` +
      'If that step came from the cache of "collect --step", collect again with "--no-cache".',
  });
}

/** An item can come twice: on two pages, or in the lists of two parents. */
export async function addEntityOnce(jobState: JobState, entity: Entity): Promise<void> {
  if (!jobState.hasKey(entity._key)) await jobState.addEntity(entity);
}

export async function addRelationshipOnce(jobState: JobState, relationship: Relationship): Promise<void> {
  if (!jobState.hasKey(relationship._key)) await jobState.addRelationship(relationship);
}

type EdgeProperties = Readonly<Record<string, string | number | boolean | undefined>>;

const scalars = (properties: EdgeProperties = {}): EdgeProperties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => isScalar(value)));

/** Adds an edge without a check of its ends. The step itself adds those before or after. */
export async function addEdgeUnchecked(
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

/** Adds an edge if both ends are in the graph: a reference can name a deleted or hidden object. @returns whether they are */
export async function addEdge(
  jobState: JobState,
  edge: StepRelationshipMetadata,
  fromKey: string | undefined,
  toKey: string,
  properties?: EdgeProperties,
): Promise<boolean> {
  if (fromKey === undefined || !jobState.hasKey(fromKey) || !jobState.hasKey(toKey)) return false;
  await addEdgeUnchecked(jobState, edge, fromKey, toKey, properties);
  return true;
}
