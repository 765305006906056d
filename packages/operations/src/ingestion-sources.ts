import { z } from 'zod';
import { NotFoundError, UnknownSourceError } from './errors';
import { type GraphQL } from './graphql';
import { maybe } from './shapes';

const sourceShape = z.object({
  id: z.string(),
  title: z.string(),
  description: maybe(z.string()),
  defaultsToDisabled: maybe(z.boolean()),
  cannotBeDisabled: maybe(z.boolean()),
});
const overrideShape = z.object({ ingestionSourceId: z.string(), enabled: z.boolean() });

export interface IngestionSource {
  id: string;
  title: string;
  description?: string;
  enabled: boolean;
  isOverridden: boolean;
  cannotBeDisabled: boolean;
}

const OVERRIDES = 'ingestionSourcesOverrides { ingestionSourceId enabled }';

export const GET_SOURCES = {
  document: `query GetSources($id: String!) {
    integrationInstance(id: $id) {
      ${OVERRIDES}
      integrationDefinition {
        ingestionSourcesConfig { id title description defaultsToDisabled cannotBeDisabled }
      }
    }
  }`,
  data: z.object({
    integrationInstance: maybe(
      z.object({
        ingestionSourcesOverrides: maybe(z.array(overrideShape)),
        integrationDefinition: maybe(z.object({ ingestionSourcesConfig: maybe(z.array(sourceShape)) })),
      }),
    ),
  }),
};

export const UPDATE_SOURCES = {
  document: `mutation UpdateSources($id: String!, $update: UpdateIntegrationInstanceInput!) {
    updateIntegrationInstance(id: $id, update: $update) { id ${OVERRIDES} }
  }`,
  data: z.object({
    updateIntegrationInstance: maybe(z.object({ ingestionSourcesOverrides: maybe(z.array(overrideShape)) })),
  }),
};

export async function listSources(graphql: GraphQL, id: string): Promise<IngestionSource[]> {
  const { integrationInstance } = await graphql.query(GET_SOURCES, { id });
  if (!integrationInstance) throw new NotFoundError('instance', id);
  const overrides = new Map(
    (integrationInstance.ingestionSourcesOverrides ?? []).map((each) => [each.ingestionSourceId, each.enabled]),
  );
  const sources = integrationInstance.integrationDefinition?.ingestionSourcesConfig ?? [];
  return sources.map(({ defaultsToDisabled = false, cannotBeDisabled = false, ...source }) => {
    const override = overrides.get(source.id);
    const enabled = cannotBeDisabled || (override ?? !defaultsToDisabled);
    return { ...source, enabled, isOverridden: override !== undefined, cannotBeDisabled };
  });
}

export async function switchSources(
  graphql: GraphQL,
  id: string,
  ids: readonly string[],
  enabled: boolean,
): Promise<IngestionSource[]> {
  const sources = await listSources(graphql, id);
  const known = sources.map((source) => source.id).join(', ') || 'none';
  for (const sourceId of ids) {
    const source = sources.find((candidate) => candidate.id === sourceId);
    if (!source) throw new UnknownSourceError(sourceId, `does not exist; allowed: ${known}`);
    if (!enabled && source.cannotBeDisabled) throw new UnknownSourceError(sourceId, 'cannot be switched off');
  }
  const kept = sources.filter((source) => source.isOverridden && !ids.includes(source.id));
  const ingestionSourcesOverrides = [
    ...kept.map((source) => ({ ingestionSourceId: source.id, enabled: source.enabled })),
    ...ids.map((ingestionSourceId) => ({ ingestionSourceId, enabled })),
  ];
  await graphql.mutate(UPDATE_SOURCES, { id, update: { ingestionSourcesOverrides } });
  return listSources(graphql, id);
}
