import { z } from 'zod';
import { AmbiguousNameError, GraphQLAnswerError, NotFoundError } from './errors';
import { type GraphQL } from './graphql';
import { maybe } from './shapes';

const namedShape = z.object({ id: z.string(), name: z.string() });

export const RESOLVE_INSTANCE = {
  document: `query ResolveInstance($id: String!, $filter: ListIntegrationInstancesSearchFilter) {
    integrationInstance(id: $id) { id name }
    integrationInstances(filter: $filter, limit: 100) { instances { id name } }
  }`,
  data: z.object({
    integrationInstance: maybe(namedShape),
    integrationInstances: maybe(z.object({ instances: z.array(namedShape) })),
  }),
};

type Resolved = z.infer<(typeof RESOLVE_INSTANCE)['data']>;

/** A text of this form is an id, so JupiterOne is not asked. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function resolveInstance(graphql: GraphQL, idOrName: string): Promise<string> {
  if (UUID.test(idOrName)) return idOrName;
  const { integrationInstance, integrationInstances } = await ask(graphql, idOrName);
  if (integrationInstance) return integrationInstance.id;
  const same = (name: string) => name.toLowerCase() === idOrName.toLowerCase();
  const named = (integrationInstances?.instances ?? []).filter(({ name }) => same(name));
  const exact = named.filter(({ name }) => name === idOrName);
  const [only, ...others] = exact.length > 0 ? exact : named;
  if (!only) throw new NotFoundError('instance', idOrName);
  if (others.length > 0) throw new AmbiguousNameError(idOrName, [only, ...others]);
  return only.id;
}

/** A name is not an id, so JupiterOne may answer an error next to the list. */
async function ask(graphql: GraphQL, idOrName: string): Promise<Resolved> {
  try {
    return await graphql.query(RESOLVE_INSTANCE, { id: idOrName, filter: { name: idOrName } });
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Resolved | undefined) : undefined;
    const isMissing =
      part?.integrationInstances !== undefined &&
      (error as GraphQLAnswerError).errors.every(({ code }) => /NOT_?FOUND|INPUT/.test(code ?? ''));
    if (!isMissing) throw error;
    return part;
  }
}
