import {
  createDirectRelationship,
  type JobState,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addRelationshipOnce } from './entities';

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
