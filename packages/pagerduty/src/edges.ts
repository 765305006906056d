import {
  createDirectRelationship,
  type JobState,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addRelationshipOnce } from '@j1-integrations/integration-kit';

/** Adds an edge once, where both ends are in the graph: references may lead to what the lists no longer hold. */
export async function addEdge(
  jobState: JobState,
  { _class, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string | undefined,
  toKey: string,
  properties?: Readonly<Record<string, string | number | boolean | undefined>>,
): Promise<void> {
  if (fromKey === undefined || !jobState.hasKey(fromKey) || !jobState.hasKey(toKey)) return;
  await addRelationshipOnce(
    jobState,
    createDirectRelationship({ _class, fromType: sourceType, fromKey, toType: targetType, toKey, properties }),
  );
}

/** By the key of an entity: the ids of what it is linked with. */
export type Links = Map<string, readonly string[]>;

/** What one step reads of edges that a later one makes, because only that one can see both ends. */
export async function linksOf(jobState: JobState, name: string): Promise<Links> {
  const links = (await jobState.getData<Links>(name)) ?? new Map<string, readonly string[]>();
  await jobState.setData(name, links);
  return links;
}
