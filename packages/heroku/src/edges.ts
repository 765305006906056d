import {
  createDirectRelationship,
  type JobState,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addRelationshipOnce } from '@j1-integrations/integration-kit';

/**
 * Adds an edge once, where both ends are in the graph: lists name what other lists, or this key, do not have.
 *
 * @returns whether they are.
 */
export async function addEdge(
  jobState: JobState,
  { _class, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  properties?: Readonly<Record<string, string | number | boolean | undefined>>,
): Promise<boolean> {
  if (!jobState.hasKey(fromKey) || !jobState.hasKey(toKey)) return false;
  await addRelationshipOnce(
    jobState,
    createDirectRelationship({ _class, fromType: sourceType, fromKey, toType: targetType, toKey, properties }),
  );
  return true;
}
