import { operationsSchema } from '@j1-integrations/operations/schema';
import { createSchema, createYoga } from 'graphql-yoga';
import { type Answer, type Call } from './listener';
import { createResolvers } from './resolvers';

export function createGraphQL(options: Parameters<typeof createResolvers>[0]): (call: Call) => Promise<Answer> {
  const yoga = createYoga({
    schema: createSchema({ typeDefs: operationsSchema, resolvers: createResolvers(options) }),
    logging: false,
    graphiql: false,
  });
  return async ({ method, headers, body }) => {
    const response = await yoga.fetch('http://localhost/graphql', {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'text/plain', accept: 'application/json' },
      body: method === 'POST' ? body : undefined,
    });
    return { status: response.status, body: await response.text() };
  };
}
