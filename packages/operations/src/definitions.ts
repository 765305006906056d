import { z } from 'zod';
import { NotFoundError } from './errors';
import { type GraphQL } from './graphql';
import { list, type ListOptions } from './list';
import { maybe, pageInfo } from './shapes';

const configFieldShape = z.object({
  key: z.string(),
  displayName: z.string(),
  description: z.string(),
  type: maybe(z.string()),
  mask: maybe(z.boolean()),
  optional: maybe(z.boolean()),
  defaultValue: z.unknown(),
});

const summaryShape = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  title: z.string(),
  integrationType: z.string(),
  integrationClass: z.array(z.string()),
  /** While true, triggers and schedules do nothing. */
  invocationPaused: maybe(z.boolean()),
  /** JupiterOne does not run this integration itself. */
  managedExecutionDisabled: maybe(z.boolean()),
});

const definitionShape = summaryShape.extend({ configFields: z.array(configFieldShape) });

export type DefinitionSummary = z.infer<typeof summaryShape>;
export type Definition = z.infer<typeof definitionShape>;
export type ConfigField = z.infer<typeof configFieldShape>;

const SUMMARY = 'id name type title integrationType integrationClass invocationPaused managedExecutionDisabled';
const WHOLE = `${SUMMARY} configFields { key displayName description type mask optional defaultValue }`;

export const LIST_DEFINITIONS = {
  document: `query ListDefinitions($cursor: String) {
    integrationDefinitions(cursor: $cursor) { definitions { ${SUMMARY} } pageInfo { endCursor hasNextPage } }
  }`,
  data: z.object({ integrationDefinitions: z.object({ definitions: z.array(summaryShape), pageInfo }) }),
};

export const GET_DEFINITION = {
  document: `query GetDefinition($id: String) { integrationDefinition(id: $id) { ${WHOLE} } }`,
  data: z.object({ integrationDefinition: maybe(definitionShape) }),
};

export const FIND_DEFINITION = {
  document: `query FindDefinition($integrationType: String!) {
    findIntegrationDefinition(integrationType: $integrationType) { ${WHOLE} }
  }`,
  data: z.object({ findIntegrationDefinition: maybe(definitionShape) }),
};

export interface Definitions {
  list(options?: ListOptions): AsyncGenerator<DefinitionSummary, void, undefined>;
  /** @throws {NotFoundError} */
  get(id: string): Promise<Definition>;
  /** @throws {NotFoundError} */
  find(integrationType: string): Promise<Definition>;
}

export const definitionsOf = (graphql: GraphQL): Definitions => ({
  list: (options) =>
    list(
      graphql,
      LIST_DEFINITIONS,
      {},
      ({ integrationDefinitions: { definitions: items, pageInfo } }) => ({ items, pageInfo }),
      options,
    ),
  async get(id) {
    const { integrationDefinition } = await graphql.query(GET_DEFINITION, { id });
    if (!integrationDefinition) throw new NotFoundError('definition', id);
    return integrationDefinition;
  },
  async find(integrationType) {
    const { findIntegrationDefinition } = await graphql.query(FIND_DEFINITION, { integrationType });
    if (!findIntegrationDefinition) throw new NotFoundError('definition of type', integrationType);
    return findIntegrationDefinition;
  },
});
