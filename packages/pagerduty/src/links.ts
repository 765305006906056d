import type { JobState } from '@jupiterone/integration-sdk-core';

/** By the key of an entity: the ids of what it is linked with. */
export type Links = Map<string, readonly string[]>;

/** What one step reads of edges that a later one makes, because only that one can see both ends. */
export async function linksOf(jobState: JobState, name: string): Promise<Links> {
  const links = (await jobState.getData<Links>(name)) ?? new Map<string, readonly string[]>();
  await jobState.setData(name, links);
  return links;
}
