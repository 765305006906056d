import { type GraphObject } from './graph';
import { type Instance } from './records';

/**
 * The properties `tag.<key>` for every entity, from `@tag` of the configuration. `AccountName: true` gives the
 * instance's name; `false` gives no tag.
 */
export function tagsOf({ name, config }: Pick<Instance, 'name' | 'config'>): Record<string, unknown> {
  const tags = config['@tag'];
  if (typeof tags !== 'object' || tags === null) return {};
  const given = Object.entries(tags).filter(([, value]) => value !== false && value !== null && value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => [`tag.${key}`, key === 'AccountName' && value === true ? name : (value as unknown)]),
  );
}

/** The configuration that an integration gets: `@tag` is JupiterOne's own. */
export function withoutTags(config: Instance['config']): Instance['config'] {
  const { '@tag': _, ...rest } = config;
  return rest;
}

export const tagged = (entities: Map<string, GraphObject>, tags: Record<string, unknown>): Map<string, GraphObject> =>
  new Map([...entities].map(([key, entity]) => [key, { ...entity, ...tags }]));
