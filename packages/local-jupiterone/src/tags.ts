import { type GraphObject } from './graph';
import { type Instance } from './records';

/** In `@tag` of a configuration, `AccountName: true` stands for the instance's name, and `false` removes a tag. */
export function tagsOf({ name, config }: Pick<Instance, 'name' | 'config'>): Record<string, unknown> {
  const tags = config['@tag'];
  if (typeof tags !== 'object' || tags === null) return {};
  const given = Object.entries(tags).filter(([, value]) => value !== false && value !== null && value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => [`tag.${key}`, key === 'AccountName' && value === true ? name : (value as unknown)]),
  );
}

/** An integration does not get `@tag`. */
export function withoutTags(config: Instance['config']): Instance['config'] {
  const { '@tag': _, ...rest } = config;
  return rest;
}

export const tagged = (entities: Map<string, GraphObject>, tags: Record<string, unknown>): Map<string, GraphObject> =>
  new Map([...entities].map(([key, entity]) => [key, { ...entity, ...tags }]));
